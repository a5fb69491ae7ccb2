-- The state of every return that is owed: each measure, area and quarter that has ended, and the quarter that runs, which is
-- not due. Whoever owes it is named.
with running as (
    select
        {{ quarter_key('settings.history_end_date + interval 1 day') }} as period,
        cast(date_trunc('quarter', settings.history_end_date + interval 1 day) as date) as period_start_date
    from {{ ref('stg_build_settings') }} as settings
),

owed as (
    select measure_id, area_code, max(period) as newest_period
    from {{ ref('int_measure_inputs__returns') }}
    group by measure_id, area_code
),

listed as (
    select
        returns.* exclude (numerator, denominator, status, status_reason, received_on, is_revised),
        periods.period_start_date,
        periods.period_end_date
    from {{ ref('int_measure_inputs__returns') }} as returns
    inner join {{ ref('dim_periods') }} as periods on returns.period = periods.period and periods.cadence = 'quarter'
    union all by name
    select
        owed.measure_id,
        owed.area_code,
        running.period,
        'not due' as return_state,
        false as is_narrative_stale,
        running.period_start_date,
        last_day(running.period_start_date + interval 2 month) as period_end_date
    from owed
    inner join running on running.period > owed.newest_period
)

select
    listed.measure_id,
    listed.area_code,
    listed.period,
    listed.period_start_date,
    listed.period_end_date,
    listed.due_date,
    listed.return_state,
    measures.unit,
    measures.disclosure_class,
    values.numerator,
    values.denominator,
    values.value,
    coalesce(values.status, 'not yet due') as status,
    values.status_reason,
    listed.no_figure_reason,
    listed.narrative,
    listed.is_narrative_stale,
    listed.returned_by,
    listed.returned_date,
    listed.signed_by,
    listed.signed_date,
    listed.version,
    coalesce(values.is_revised, false) as is_revised,
    values.known_from
from listed
inner join {{ ref('dim_measures') }} as measures using (measure_id)
left join {{ ref('fct_measure_values') }} as values using (measure_id, area_code, period)
