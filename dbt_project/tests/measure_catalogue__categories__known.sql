{{ config(meta={
    'table': 'measure_catalogue', 'owner': 'partnership analyst',
    'rationale': 'A misspelt category counts nothing, and would show as a true zero',
    'remedy': 'correct the category in seeds/measure_catalogue.csv: the kinds are in docs/measures.md',
}) }}
-- Categories of the catalogue that no model can produce. Codes and groups are checked against their lists.
with known as (
    select 'crime' as source, 'type=' || code as category from {{ ref('code_lists') }} where list_name = 'police_uk_crime_types'
    union
    select 'crime', 'group=' || offence_group from {{ ref('offence_codes') }}
    union
    select 'crime', 'subgroup=' || offence_subgroup from {{ ref('offence_codes') }}
    union
    select 'crime', 'code=' || offence_code from {{ ref('offence_codes') }}
    union
    select 'crime', 'list=' || list_name || ', version ' || version from {{ ref('offence_lists') }}
    union
    select 'supervision', unnest(['ordered=' || code, 'started=' || code, 'ended=' || code, 'completed=' || code])
    from {{ ref('code_lists') }} where list_name = 'requirement_types'
    union
    select source, unnest(categories)
    from (
        values
        ('crime', ['all', 'flag=domestic abuse', 'flag=knife', 'flag=hate', 'flag=hate race', 'flag=hate religion',
            'flag=hate orientation', 'flag=hate disability', 'flag=hate transgender', 'victim=under 18']),
        ('complainants', ['reports=any', 'reports=two or more', 'reports=three or more']),
        ('asb', ['all', 'flag=hate', 'type=Personal', 'type=Nuisance', 'type=Environmental', 'source=Police',
            'source=Council', 'source=Housing provider']),
        ('supervision', ['all', 'iom=yes', 'risk=known', 'risk=high or very high', 'accommodation=known',
            'accommodation=settled', 'employment=known', 'employment=employed']),
        ('treatment', ['all', 'new=yes', 'new=from criminal justice', 'substance=opiate', 'exit=successful',
            'earlier=all', 'exit=successful and not back'])
    ) as listed (source, categories)
)

select categories.measure_id, categories.category
from {{ ref('int_measures_categorised') }} as categories
left join known using (source, category)
where known.category is null
