-- What lies beneath figures over many months: the same measure counted over each month alone, of the partnership and
-- its wards. Figures over twelve months share eleven with the next one, so they make no chart; their months do. A month
-- that did not come, or says too little about wards, has no row.
with measures as (
    select * from {{ ref('int_measures_defined') }}
),

areas as (
    select * from {{ ref('int_areas_listed') }}
),

coverage as (
    select * from {{ ref('int_feeds_covered') }}
),

vintages as (
    select * from {{ ref('int_vintages_detected') }}
),

monthly as (
    select * from {{ ref('int_measure_incidents_counted') }}
),

doubts as (
    select * from {{ ref('int_months_doubted') }}
),

measure_categories as (
    select * from {{ ref('int_measures_categorised') }}
),

rolling_measures as (
    select
        *,
        {{ split_values('area_types') }} as area_type
    from measures
    where source in ('crime', 'asb') and window_months > 1 and is_computable
),

categories_of_measures as (
    select
        measure_id,
        list(distinct category) as categories
    from measure_categories
    group by measure_id
),

months as (
    select
        rolling_measures.measure_id,
        rolling_measures.unit,
        areas.area_code,
        areas.area_type,
        coverage.feed,
        coverage.period,
        coverage.period_start_date,
        coverage.period_end_date
    from rolling_measures
    inner join areas using (area_type)
    inner join coverage using (feed)
    inner join vintages using (feed)
    where
        areas.area_type <> 'lsoa'
        and coverage.coverage_status = {{ coverage_status('supplied') }}
        and coverage.period >= rolling_measures.first_period
        and (areas.area_type = 'csp' or coverage.is_placed)
        and {{ is_countable('areas', 'vintages.lsoa_vintage') }}
),

counted as (
    select
        months.measure_id,
        months.area_code,
        months.area_type,
        months.feed,
        months.period,
        months.period_start_date,
        months.period_end_date,
        coalesce(sum(monthly.incident_count) filter (where monthly.side = 'numerator'), 0) as numerator,
        case
            when months.unit = 'percent'
                then coalesce(sum(monthly.incident_count) filter (where monthly.side = 'denominator'), 0)
        end as denominator
    from months
    left join monthly
        on
            months.measure_id = monthly.measure_id
            and months.area_code = monthly.area_code
            and months.period_start_date = monthly.month_start_date
    group by
        months.measure_id,
        months.area_code,
        months.area_type,
        months.feed,
        months.period,
        months.period_start_date,
        months.period_end_date,
        months.unit
),

doubted as (
    select distinct
        counted.measure_id,
        counted.area_code,
        counted.period
    from counted
    left join categories_of_measures using (measure_id)
    inner join doubts
        on
            counted.feed = doubts.feed
            and counted.period_start_date = doubts.period_start_date
            and {{ doubt_covers_area('doubts', 'counted.area_code', 'counted.area_type') }}
            and (doubts.categories is null or list_has_any(categories_of_measures.categories, doubts.categories))
)

select
    counted.measure_id,
    counted.area_code,
    counted.period,
    counted.period_start_date,
    counted.period_end_date,
    cast(counted.numerator as bigint) as numerator,
    cast(counted.denominator as bigint) as denominator,
    doubted.period is not null as is_in_doubt
from counted
left join doubted using (measure_id, area_code, period)
