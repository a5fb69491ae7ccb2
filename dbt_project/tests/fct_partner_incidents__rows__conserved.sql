{{ config(enabled=not is_public(), meta={
    'table': 'fct_partner_incidents', 'owner': 'data engineer',
    'rationale': 'The months of an item are all that was shared of it, no more and no less',
    'remedy': 'compare the staged rows of the feed named with int_partner_incidents_counted: a category may be missing from code_lists',
}) }}
-- Protected counts add up to no number of rows, so the public edition has no such test.
-- Staged rows of each feed against the months of the area added up. Returns feeds whose numbers differ.
with fires as (
    select * from {{ ref('stg_fire_incidents') }}
),

admissions as (
    select * from {{ ref('stg_hospital_admissions') }}
),

ambulance_calls as (
    select * from {{ ref('stg_ambulance_calls') }}
),

attendances as (
    select * from {{ ref('stg_violence_attendances') }}
),

partner_incidents as (
    select * from {{ ref('fct_partner_incidents') }}
),

areas as (
    select * from {{ ref('int_areas_listed') }}
),

staged as (
    select
        'fire_incidents' as feed,
        count(*) as row_count
    from fires
    union all
    select
        'hospital_admissions' as feed,
        count(*) as row_count
    from admissions
    union all
    select
        'ambulance_calls' as feed,
        count(*) as row_count
    from ambulance_calls
    union all
    select
        'violence_attendances' as feed,
        count(*) as row_count
    from attendances
),

counted as (
    select
        feed,
        sum(numerator) as counted_count
    from partner_incidents
    where area_type = 'csp' and pattern = 'month'
    group by feed
),

partnerships as (
    select count(distinct area_code) as partnership_count
    from areas
    where area_type = 'csp'
)

select
    staged.feed,
    staged.row_count,
    counted.counted_count
from staged
left join counted on staged.feed = counted.feed
cross join partnerships
where
    staged.row_count <> coalesce(counted.counted_count, 0)
    -- An installation over several partnerships has no single area these rows could be of.
    and partnerships.partnership_count = 1
