{{ config(meta={
    'table': 'int_incidents_unioned', 'owner': 'data engineer',
    'rationale': 'A join that loses or doubles incidents changes every figure',
    'remedy': 'compare the staged rows of the feed named with int_incidents_unioned: an offence code or crime type is missing from a seed, or is there twice',
}) }}
-- Staged rows of the feeds in use against rows counted. Returns feeds whose numbers differ.
with crimes as (
    select * from {{ ref('stg_police_crime') }}
),

asb_cases as (
    select * from {{ ref('stg_asb_incidents') }}
),

street_rows as (
    select * from {{ ref('stg_police_uk_street') }}
),

settings as (
    select * from {{ ref('stg_build_settings') }}
),

incidents as (
    select * from {{ ref('int_incidents_unioned') }}
),

staged as (
    select
        'police_crime' as feed,
        count(*) as row_count
    from crimes
    where (select settings.crime_feed from settings) = 'police_crime'
    union all
    select
        'asb_incidents' as feed,
        count(*) as row_count
    from asb_cases
    where (select settings.asb_feed from settings) = 'asb_incidents'
    union all
    select
        'police_uk_street' as feed,
        count(*) as row_count
    from street_rows
    where
        (
            crime_type <> 'Anti-social behaviour'
            and (select settings.crime_feed from settings) = 'police_uk_street'
        )
        or (
            crime_type = 'Anti-social behaviour'
            and (select settings.asb_feed from settings) = 'police_uk_street'
        )
),

counted as (
    select
        feed,
        count(*) as row_count
    from incidents
    group by feed
)

select
    staged.feed,
    staged.row_count as staged_count,
    coalesce(counted.row_count, 0) as counted_count
from staged
left join counted on staged.feed = counted.feed
where staged.row_count <> coalesce(counted.row_count, 0)
