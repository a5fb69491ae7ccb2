-- The state of every return that is asked for: each measure, area and quarter that has ended, and the quarter that
-- runs, which is not due. Whoever has to send it is named. What came of a measure that a feed gives is a check: its
-- figure is the feed's, and the gap to what was returned stands beside it.
with settings as (
    select * from {{ ref('stg_build_settings') }}
),

returned_measures as (
    select * from {{ ref('int_measure_inputs__returns') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

measures as (
    select * from {{ ref('dim_measures') }}
),

measure_values as (
    select * from {{ ref('fct_measure_values') }}
),

running_quarter as (
    select
        {{ quarter_key('history_end_date + interval 1 day') }} as period,
        cast(date_trunc('quarter', history_end_date + interval 1 day) as date) as period_start_date,
        last_day(period_start_date + interval 2 month) as period_end_date
    from settings
),

newest_quarters as (
    select
        measure_id,
        area_code,
        max(period) as newest_period
    from returned_measures
    where not is_check
    group by measure_id, area_code
),

returns as (
    select
        returned_measures.measure_id,
        returned_measures.area_code,
        returned_measures.period,
        periods.period_start_date,
        periods.period_end_date,
        returned_measures.is_check,
        returned_measures.due_date,
        returned_measures.return_state,
        case when returned_measures.is_check then returned_measures.numerator end as returned_numerator,
        case when returned_measures.is_check then returned_measures.denominator end as returned_denominator,
        returned_measures.no_figure_reason,
        returned_measures.narrative,
        returned_measures.is_narrative_stale,
        returned_measures.returned_by,
        returned_measures.returned_date,
        returned_measures.signed_by,
        returned_measures.signed_date,
        returned_measures.version
    from returned_measures
    inner join periods
        on returned_measures.period = periods.period and periods.cadence = 'quarter'
    union all by name
    select
        newest_quarters.measure_id,
        newest_quarters.area_code,
        running_quarter.period,
        running_quarter.period_start_date,
        running_quarter.period_end_date,
        false as is_check,
        {{ return_state('not due') }} as return_state,
        false as is_narrative_stale
    from newest_quarters
    inner join running_quarter on newest_quarters.newest_period < running_quarter.period
),

figures as (
    select
        returns.*,
        measures.unit,
        measures.disclosure_class,
        measure_values.numerator,
        measure_values.denominator,
        measure_values.value,
        measure_values.status,
        measure_values.status_reason,
        coalesce(measure_values.is_revised, false) as is_revised,
        measure_values.known_from,
        {{ measure_value('measures.unit', 'returns.returned_numerator', 'returns.returned_denominator') }}
            as returned_value
    from returns
    inner join measures using (measure_id)
    left join measure_values using (measure_id, area_code, period)
)

select
    measure_id,
    area_code,
    period,
    period_start_date,
    period_end_date,
    due_date,
    return_state,
    is_check,
    unit,
    disclosure_class,
    numerator,
    denominator,
    value,
    cast(returned_numerator as bigint) as returned_numerator,
    cast(returned_denominator as bigint) as returned_denominator,
    returned_value,
    returned_value - value as gap,
    case
        when status is not null then status
        when is_check then {{ status('not applicable') }}
        else {{ status('not yet due') }}
    end as status,
    case
        when status is null and is_check then 'the feed gives no figure by quarter: nothing to compare the return with'
        else status_reason
    end as status_reason,
    no_figure_reason,
    narrative,
    is_narrative_stale,
    returned_by,
    returned_date,
    signed_by,
    signed_date,
    version,
    is_revised,
    known_from
from figures
