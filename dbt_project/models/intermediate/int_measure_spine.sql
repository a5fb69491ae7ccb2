-- Every measure, area and period that should have a value. What is missing shows because it is listed here first.
-- A measure starts with its first period; over twelve months, once twelve months of history can exist. A measure by the
-- quarter of a feed by the month has the quarters whose months have all ended.
with measures as (
    select * from {{ ref('int_measures_defined') }}
),

areas as (
    select * from {{ ref('int_areas_listed') }}
),

expected_periods as (
    select * from {{ ref('stg_expected_periods') }}
),

settings as (
    select * from {{ ref('stg_build_settings') }}
),

periods as (
    select
        feed,
        cadence,
        period,
        period_start_date,
        period_end_date
    from expected_periods
    union all
    select
        feed,
        'quarter' as cadence,
        {{ quarter_key('min(period_start_date)') }} as period,
        min(period_start_date) as period_start_date,
        max(period_end_date) as period_end_date
    from expected_periods
    where cadence = 'month'
    group by feed, date_trunc('quarter', period_start_date)
    having count(*) = 3
),

measures_by_area_type as (
    select
        *,
        {{ split_values('area_types') }} as area_type
    from measures
)

select
    measures_by_area_type.measure_id,
    measures_by_area_type.feed,
    measures_by_area_type.source,
    measures_by_area_type.feed_item,
    measures_by_area_type.unit,
    measures_by_area_type.denominator,
    measures_by_area_type.window_months,
    measures_by_area_type.followed_months,
    measures_by_area_type.disclosure_class,
    measures_by_area_type.is_collected,
    measures_by_area_type.is_computable,
    measures_by_area_type.status = {{ measure_state('retired') }} as is_retired,
    areas.area_code,
    areas.area_type,
    areas.is_2011,
    areas.is_2021,
    areas.is_shared,
    periods.period,
    periods.period_start_date,
    periods.period_end_date,
    periods.period_end_date
    > last_day(settings.history_end_date - to_months(measures_by_area_type.provisional_months)) as is_provisional
from measures_by_area_type
inner join areas using (area_type)
inner join periods using (feed, cadence)
cross join settings
where
    periods.period >= measures_by_area_type.first_period
    and periods.period_end_date
    >= settings.history_start_date + to_months(measures_by_area_type.window_months) - interval 1 day
