-- Rows of each feed per month and kind: what the completeness of a month is judged by. A feed whose rows have no day or
-- month of their own counts by its period, as a whole.
{% set dimensions = ['type', 'source', 'force', 'ward'] %}
with incidents as (
    select * from {{ ref('int_incidents_located') }}
),

fires as (
    select * from {{ ref('stg_fire_incidents') }}
),

small_areas as (
    select * from {{ ref('int_small_areas_resolved') }}
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

searches as (
    select * from {{ ref('stg_stop_and_search') }}
),

feeds_covered as (
    select * from {{ ref('int_feeds_covered') }}
),

rows_of_feeds as (
    select
        feed,
        month_start_date,
        incident_type as row_type,
        asb_source as row_source,
        police_force as row_force,
        ward_code as row_ward
    from incidents
    union all by name
    select
        'fire_incidents' as feed,
        cast(date_trunc('month', fires.incident_date) as date) as month_start_date,
        fires.category as row_type,
        small_areas.ward_code as row_ward
    from fires
    left join small_areas using (lsoa_code)
    union all by name
    select
        'hospital_admissions' as feed,
        cast(admission_month as date) as month_start_date,
        category as row_type
    from admissions
    union all by name
    select
        'ambulance_calls' as feed,
        cast(call_month as date) as month_start_date,
        category as row_type
    from ambulance_calls
    union all by name
    select
        'violence_attendances' as feed,
        cast(arrival_month as date) as month_start_date,
        assault_method as row_type,
        site_code as row_source
    from attendances
    union all by name
    select
        'stop_and_search' as feed,
        cast(date_trunc('month', searched_at) as date) as month_start_date,
        force_slug as row_force
    from searches
),

counted as (
    select
        feed,
        'all' as dimension,
        'all' as kind,
        month_start_date,
        count(*) as row_count
    from rows_of_feeds
    group by feed, month_start_date
    {% for dimension in dimensions %}
        union all
        select
            feed,
            '{{ dimension }}' as dimension,
            row_{{ dimension }} as kind,
            month_start_date,
            count(*) as row_count
        from rows_of_feeds
        where row_{{ dimension }} is not null
        group by feed, row_{{ dimension }}, month_start_date
    {% endfor %}
    union all
    select
        feed,
        'all' as dimension,
        'all' as kind,
        period_start_date as month_start_date,
        accepted_count as row_count
    from feeds_covered
    where
        has_volume
        and accepted_count is not null
        and feed not in (select rows_of_feeds.feed from rows_of_feeds)
)

select
    feed,
    dimension,
    kind,
    month_start_date,
    row_count
from counted
