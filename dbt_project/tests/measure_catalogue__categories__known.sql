{{ config(meta={
    'table': 'measure_catalogue', 'owner': 'partnership analyst',
    'rationale': 'A misspelt category counts nothing, and would show as a true zero',
    'remedy': 'correct the category in seeds/measure_catalogue.csv, or in measures.csv of the partnership folder: the kinds are in seeds/measure_categories.csv',
}) }}
-- Categories of the catalogue that no model can produce. Values of kinds that have a list are checked against it.
with categories_listed as (
    select * from {{ ref('measure_categories') }}
),

categories_of_measures as (
    select * from {{ ref('int_measures_categorised') }}
),

code_lists as (
    select * from {{ ref('code_lists') }}
),

offence_codes as (
    select * from {{ ref('offence_codes') }}
),

offence_lists as (
    select * from {{ ref('offence_lists') }}
),

values_of_lists as (
    select
        'type' as kind,
        code as value
    from code_lists
    where list_name = 'police_uk_crime_types'
    union all
    select
        unnest(['ordered', 'started', 'ended', 'completed']) as kind,
        code as value
    from code_lists
    where list_name = 'requirement_types'
    union all
    select distinct
        unnest(['group', 'subgroup', 'code']) as kind,
        unnest([offence_group, offence_subgroup, offence_code]) as value
    from offence_codes
    union all
    select distinct
        'list' as kind,
        {{ list_version('list_name', 'version') }} as value
    from offence_lists
),

known as (
    select
        source,
        {{ category('kind', 'value') }} as category
    from categories_listed
    where values_from is null
    union all
    select
        categories_listed.source,
        {{ category('values_of_lists.kind', 'values_of_lists.value') }} as category
    from categories_listed
    inner join values_of_lists on categories_listed.kind = values_of_lists.kind
    where categories_listed.values_from is not null
)

select
    categories_of_measures.measure_id,
    categories_of_measures.category
from categories_of_measures
left join known
    on
        categories_of_measures.source = known.source
        and categories_of_measures.category = known.category
where known.category is null
