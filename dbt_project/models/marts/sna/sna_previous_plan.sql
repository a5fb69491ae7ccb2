-- How far each year's plan was carried out, per theme: what was done, what became of its measures, what was spent. Actions
-- nobody reported on are neither done nor undone.
with actions as (
    select
        plan_year, theme,
        count(*) as action_count,
        count(*) filter (where progress = 'done') as done_count,
        count(*) filter (where progress = 'stopped') as stopped_count,
        count(*) filter (where is_overdue) as overdue_count,
        count(*) filter (where progress is null) as unreported_count
    from {{ ref('fct_actions') }}
    group by plan_year, theme
),

judged as (
    -- The newest verdict on each measure of the borough in each plan year.
    select
        left(periods.financial_year, 4) || '/' || right(periods.financial_year, 2) as plan_year,
        measures.theme,
        signals.measure_id,
        arg_max(signals.verdict, signals.period_end_date) as verdict
    from {{ ref('fct_measure_signals') }} as signals
    inner join {{ ref('dim_measures') }} as measures on signals.measure_id = measures.measure_id
    inner join {{ ref('dim_periods') }} as periods
        on signals.period = periods.period and measures.cadence = periods.cadence
    where signals.area_type = 'csp' and signals.verdict is not null
    group by all
),

verdicts as (
    select
        plan_year, theme,
        count(*) as measure_count,
        count(*) filter (where verdict = 'improving') as better_count,
        count(*) filter (where verdict = 'worsening') as worse_count,
        count(*) filter (where verdict = 'cannot be judged') as unjudged_count
    from judged
    group by plan_year, theme
)

select
    actions.plan_year,
    actions.theme,
    actions.action_count,
    actions.done_count,
    actions.stopped_count,
    actions.overdue_count,
    actions.unreported_count,
    case
        when actions.unreported_count < actions.action_count
            then 100.0 * actions.done_count / (actions.action_count - actions.unreported_count)
    end as done_percent,
    verdicts.measure_count,
    verdicts.better_count,
    verdicts.worse_count,
    verdicts.unjudged_count,
    case
        when actions.unreported_count = actions.action_count then 'not supplied'
        when actions.unreported_count > 0 then 'partly supplied'
        else 'observed'
    end as status
from actions
left join verdicts using (plan_year, theme)
