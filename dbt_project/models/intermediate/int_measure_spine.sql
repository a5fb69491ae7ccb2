-- Every measure, area and period that should have a value. What is missing shows because it is listed here first.
-- A measure starts with its first period; over twelve months, once twelve months of history can exist.
with measures as (
    select *, unnest(string_split(area_types, ';')) as area_type
    from {{ ref('int_measures_defined') }}
),

periods as (
    select feed, cadence, period, period_start_date, period_end_date, is_due
    from {{ ref('stg_expected_periods') }}
)

select
    measures.measure_id,
    measures.feed,
    measures.source,
    measures.unit,
    measures.denominator,
    measures.window_months,
    measures.disclosure_class,
    measures.is_computable,
    measures.status = 'retired' as is_retired,
    areas.area_code,
    areas.area_type,
    areas.is_2011,
    areas.is_2021,
    areas.is_shared,
    periods.period,
    periods.period_start_date,
    periods.period_end_date,
    periods.period_end_date > last_day(settings.history_end_date - to_months(measures.provisional_months)) as is_provisional
from measures
inner join {{ ref('int_areas_listed') }} as areas using (area_type)
inner join periods using (feed, cadence)
cross join {{ ref('stg_build_settings') }} as settings
where
    periods.period >= measures.first_period
    and periods.period_end_date >= settings.history_start_date + to_months(measures.window_months) - interval 1 day
