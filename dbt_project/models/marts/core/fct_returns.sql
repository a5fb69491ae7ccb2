-- The state of every return that is asked for: each measure, area and quarter that has ended, and the quarter that
-- runs, which is not due. Whoever has to send it is named.
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
    group by measure_id, area_code
),

returns as (
    select
        returned_measures.measure_id,
        returned_measures.area_code,
        returned_measures.period,
        periods.period_start_date,
        periods.period_end_date,
        returned_measures.due_date,
        returned_measures.return_state,
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
        {{ return_state('not due') }} as return_state,
        false as is_narrative_stale
    from newest_quarters
    inner join running_quarter on newest_quarters.newest_period < running_quarter.period
)

select
    returns.measure_id,
    returns.area_code,
    returns.period,
    returns.period_start_date,
    returns.period_end_date,
    returns.due_date,
    returns.return_state,
    measures.unit,
    measures.disclosure_class,
    measure_values.numerator,
    measure_values.denominator,
    measure_values.value,
    coalesce(measure_values.status, {{ status('not yet due') }}) as status,
    measure_values.status_reason,
    returns.no_figure_reason,
    returns.narrative,
    returns.is_narrative_stale,
    returns.returned_by,
    returns.returned_date,
    returns.signed_by,
    returns.signed_date,
    returns.version,
    coalesce(measure_values.is_revised, false) as is_revised,
    measure_values.known_from
from returns
inner join measures using (measure_id)
left join measure_values using (measure_id, area_code, period)
