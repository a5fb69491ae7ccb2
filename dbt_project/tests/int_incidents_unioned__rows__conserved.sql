{{ config(meta={
    'table': 'int_incidents_unioned', 'owner': 'data engineer',
    'rationale': 'A join that loses or doubles incidents changes every figure',
    'remedy': 'compare the staged rows of the feed named with int_incidents_unioned: an offence code or crime type is missing from a seed, or is there twice',
}) }}
-- Staged rows of the feeds in use against rows counted. Returns feeds whose numbers differ.
with staged as (
    select 'police_crime' as feed, count(*) as row_count from {{ ref('stg_police_crime') }}
    where (select crime_feed from {{ ref('stg_build_settings') }}) = 'police_crime'
    union all
    select 'asb_incidents', count(*) from {{ ref('stg_asb_incidents') }}
    where (select asb_feed from {{ ref('stg_build_settings') }}) = 'asb_incidents'
    union all
    select 'police_uk_street', count(*) from {{ ref('stg_police_uk_street') }}
    where
        (crime_type <> 'Anti-social behaviour'
            and (select crime_feed from {{ ref('stg_build_settings') }}) = 'police_uk_street')
        or (crime_type = 'Anti-social behaviour'
            and (select asb_feed from {{ ref('stg_build_settings') }}) = 'police_uk_street')
),

counted as (
    select feed, count(*) as row_count from {{ ref('int_incidents_unioned') }} group by feed
)

select staged.feed, staged.row_count as staged_count, coalesce(counted.row_count, 0) as counted_count
from staged
left join counted using (feed)
where staged.row_count <> coalesce(counted.row_count, 0)
