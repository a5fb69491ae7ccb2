-- What lies beneath figures over many months: what the same measure counts over one month or quarter alone, of the
-- partnership and its wards. Figures over twelve months share eleven with the next one, so they make no chart; what
-- lies beneath them does. An event needs all that it is counted from: a month that did not come, or says too little
-- about wards, has no row.
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

incidents as (
    select * from {{ ref('int_measure_incidents_counted') }}
),

complainants as (
    select * from {{ ref('int_complainants_categorised') }}
),

treatment as (
    select * from {{ ref('int_treatment_categorised') }}
),

doubts as (
    select * from {{ ref('int_months_doubted') }}
),

measure_categories as (
    select * from {{ ref('int_measures_categorised') }}
),

judged_measures as (
    -- `span_months`: what an event is counted from. Who reported for the third time is seen over the whole window. A
    -- quarter of treatment stands for twelve months, with the months people are followed after them. A month of crimes
    -- whose outcomes are followed is an event of the month in which that time is over.
    select
        *,
        {{ split_values('area_types') }} as area_type,
        case source
            when 'complainants' then window_months
            when 'treatment' then window_months - 9
            else 1 + followed_months
        end as span_months
    from measures
    where judged_by is not null and is_computable
),

categories_of_measures as (
    select
        measure_id,
        list(distinct category) as categories
    from measure_categories
    where source in ('crime', 'asb')
    group by measure_id
),

spans as (
    select
        judged_measures.measure_id,
        judged_measures.unit,
        judged_measures.span_months,
        areas.area_code,
        areas.area_type,
        coverage.feed,
        coverage.period,
        coverage.period_start_date,
        coverage.period_end_date
    from judged_measures
    inner join areas using (area_type)
    inner join coverage using (feed)
    left join vintages using (feed)
    where
        areas.area_type <> 'lsoa'
        and coverage.period >= judged_measures.first_period
        and {{ is_countable('areas', 'vintages.lsoa_vintage') }}
),

supplied as (
    select
        spans.measure_id,
        spans.area_code,
        spans.period
    from spans
    inner join coverage
        on
            spans.feed = coverage.feed
            and spans.period_end_date >= coverage.period_end_date
            and coverage.period_start_date > spans.period_end_date - to_months(spans.span_months)
    where
        coverage.coverage_status = {{ coverage_status('supplied') }}
        and (spans.area_type = 'csp' or coverage.is_placed)
    group by spans.measure_id, spans.area_code, spans.period, spans.span_months
    having sum(datediff('month', coverage.period_start_date, coverage.period_end_date) + 1) = spans.span_months
),

counted as (
    select
        incidents.measure_id,
        incidents.side,
        incidents.area_code,
        {{ month_key('incidents.month_start_date + to_months(measures.followed_months)') }} as period,
        incidents.incident_count as case_count
    from incidents
    inner join measures using (measure_id)
    union all
    select
        measure_categories.measure_id,
        measure_categories.side,
        complainants.area_code,
        complainants.period,
        {{ protected_count(
            'count(distinct complainants.complainant_token)',
            group_key('complainants.complainant_noise')
        ) }} as case_count
    from measure_categories
    inner join judged_measures using (measure_id)
    inner join complainants
        on
            measure_categories.category = complainants.category
            and judged_measures.window_months = complainants.window_months
    where measure_categories.source = 'complainants' and complainants.is_of_newest_month
    group by all
    union all
    select
        measure_categories.measure_id,
        measure_categories.side,
        treatment.csp_code as area_code,
        treatment.period,
        {{ protected_count(
            'count(distinct treatment.person_token)', group_key('treatment.person_noise')
        ) }} as case_count
    from measure_categories
    inner join treatment using (category)
    where measure_categories.source = 'treatment' and treatment.window_months = 3
    group by all
),

doubted as (
    select distinct
        spans.measure_id,
        spans.area_code,
        spans.period
    from spans
    left join categories_of_measures using (measure_id)
    inner join doubts
        on
            spans.feed = doubts.feed
            and spans.period_end_date >= doubts.period_start_date
            and doubts.period_end_date > last_day(spans.period_end_date - to_months(spans.span_months))
            and {{ doubt_covers_area('doubts', 'spans.area_code', 'spans.area_type') }}
            and (
                doubts.categories is null
                or categories_of_measures.categories is null
                or list_has_any(categories_of_measures.categories, doubts.categories)
            )
)

select
    spans.measure_id,
    spans.area_code,
    spans.period,
    spans.period_start_date,
    spans.period_end_date,
    cast(coalesce(sum(counted.case_count) filter (where counted.side = 'numerator'), 0) as bigint) as numerator,
    case
        when any_value(spans.unit) = 'percent'
            then cast(coalesce(sum(counted.case_count) filter (where counted.side = 'denominator'), 0) as bigint)
    end as denominator,
    any_value(doubted.period) is not null as is_in_doubt
from spans
inner join supplied using (measure_id, area_code, period)
left join counted using (measure_id, area_code, period)
left join doubted using (measure_id, area_code, period)
group by spans.measure_id, spans.area_code, spans.period, spans.period_start_date, spans.period_end_date
