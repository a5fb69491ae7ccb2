-- Types of data.police.uk that lie whole within what a measure counts, or a definition of serious violence: each of
-- their offences counts there, whatever its flags. Everybody knows how many these are, small area by small area, so of
-- a count of people around them only the rest is hidden, and is protected apart.
with offence_codes as (
    select * from {{ ref('offence_codes') }}
),

offence_lists as (
    select * from {{ ref('offence_lists') }}
),

measure_categories as (
    select * from {{ ref('int_measures_categorised') }}
),

definitions as (
    select * from {{ ref('int_serious_violence_definitions') }}
),

categories_of_codes as (
    select
        offence_code,
        police_uk_type as incident_type,
        unnest([
            'all',
            'type=' || police_uk_type,
            'group=' || offence_group,
            'subgroup=' || offence_subgroup,
            'code=' || offence_code
        ]) as category
    from offence_codes
    union all
    select
        offence_codes.offence_code,
        offence_codes.police_uk_type as incident_type,
        'list=' || {{ list_version('offence_lists.list_name', 'offence_lists.version') }} as category
    from offence_codes
    inner join offence_lists using (offence_code)
    where offence_lists.needs_flag is null
),

codes_within as (
    select
        measure_categories.measure_id as counted,
        measure_categories.side,
        categories_of_codes.offence_code,
        categories_of_codes.incident_type
    from measure_categories
    inner join categories_of_codes using (category)
    where measure_categories.source = 'crime'
    union all
    select
        {{ violence_definition('definitions.definition', 'definitions.version') }} as counted,
        'numerator' as side,
        offence_codes.offence_code,
        offence_codes.police_uk_type as incident_type
    from definitions
    inner join offence_codes using (offence_code)
    where definitions.needs_flag is null
),

codes_of_types as (
    select
        police_uk_type as incident_type,
        count(*) as code_count
    from offence_codes
    group by police_uk_type
)

select
    codes_within.counted,
    codes_within.side,
    codes_within.incident_type
from codes_within
inner join codes_of_types using (incident_type)
group by codes_within.counted, codes_within.side, codes_within.incident_type, codes_of_types.code_count
having count(distinct codes_within.offence_code) = codes_of_types.code_count
