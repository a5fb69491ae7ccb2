-- How far each year's plan was carried out, per theme: what was done, what became of its measures, what was spent.
-- Actions nobody reported on are neither done nor undone.
with plan_actions as (
    select * from {{ ref('fct_actions') }}
),

signals as (
    select * from {{ ref('fct_measure_signals') }}
),

measures as (
    select * from {{ ref('dim_measures') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

actions_counted as (
    select
        plan_year,
        theme,
        count(*) as action_count,
        count(*) filter (where progress = {{ progress('done') }}) as done_count,
        count(*) filter (where progress = {{ progress('stopped') }}) as stopped_count,
        count(*) filter (where is_overdue) as overdue_count,
        count(*) filter (where progress is null) as unreported_count
    from plan_actions
    group by plan_year, theme
),

newest_verdicts as (
    -- The newest verdict on each measure of the borough in each plan year.
    select
        {{ plan_year('periods.financial_year') }} as plan_year,
        measures.theme,
        signals.measure_id,
        arg_max(signals.verdict, signals.period_end_date) as verdict
    from signals
    inner join measures on signals.measure_id = measures.measure_id
    inner join periods on signals.period = periods.period and measures.cadence = periods.cadence
    where signals.area_type = 'csp' and signals.verdict is not null
    group by all
),

verdicts_counted as (
    select
        plan_year,
        theme,
        count(*) as measure_count,
        count(*) filter (where verdict = {{ verdict('improving') }}) as better_count,
        count(*) filter (where verdict = {{ verdict('worsening') }}) as worse_count,
        count(*) filter (where verdict = {{ verdict('cannot be judged') }}) as unjudged_count
    from newest_verdicts
    group by plan_year, theme
)

select
    actions_counted.plan_year,
    actions_counted.theme,
    actions_counted.action_count,
    actions_counted.done_count,
    actions_counted.stopped_count,
    actions_counted.overdue_count,
    actions_counted.unreported_count,
    case
        when actions_counted.unreported_count < actions_counted.action_count
            then
                100.0
                * actions_counted.done_count
                / (actions_counted.action_count - actions_counted.unreported_count)
    end as done_percent,
    verdicts_counted.measure_count,
    verdicts_counted.better_count,
    verdicts_counted.worse_count,
    verdicts_counted.unjudged_count,
    case
        when actions_counted.unreported_count = actions_counted.action_count then {{ status('not supplied') }}
        when actions_counted.unreported_count > 0 then {{ status('partly supplied') }}
        else {{ status('observed') }}
    end as status
from actions_counted
left join verdicts_counted
    on
        actions_counted.plan_year = verdicts_counted.plan_year
        and actions_counted.theme = verdicts_counted.theme
