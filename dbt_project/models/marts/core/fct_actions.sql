-- The actions of every plan year with the newest progress that was signed off in it. An action whose day has passed
-- without it being done is overdue, whatever its owner says. A quarter without a comment has none: it does not take an
-- earlier one's.
with plan_actions as (
    select * from {{ ref('stg_plan_actions') }}
),

action_returns as (
    select * from {{ ref('stg_action_returns') }}
),

expected_periods as (
    select * from {{ ref('stg_expected_periods') }}
),

returned as (
    select
        action_id,
        {{ plan_year('period') }} as plan_year,
        {% for column in ['period', 'progress', 'comment', 'signed_by', 'signed_date'] %}
            arg_max_null({{ column }}, period) filter (
                where return_state = {{ return_state('accepted') }}
            ) as {{ column }},
        {% endfor %}
        arg_max(return_state, period) as newest_state,
        max(period) as newest_period
    from action_returns
    group by all
),

ended_quarters as (
    -- The newest quarter of each plan year that has ended.
    select
        {{ plan_year('period') }} as plan_year,
        max(period) as period,
        max(period_end_date) as period_end_date,
        arg_max(is_due, period) as is_due
    from expected_periods
    where feed = 'action_returns'
    group by all
)

select
    plan_actions.action_id,
    plan_actions.plan_year,
    plan_actions.version,
    plan_actions.theme,
    plan_actions.priority,
    plan_actions.action,
    plan_actions.owner_role,
    cast(plan_actions.start_date as date) as start_date,
    cast(plan_actions.due_date as date) as due_date,
    plan_actions.status as plan_status,
    ended_quarters.period as newest_period,
    case
        when
            ended_quarters.period is null
            or plan_actions.status = {{ measure_state('retired') }}
            or cast(plan_actions.start_date as date) > ended_quarters.period_end_date
            then {{ return_state('not asked') }}
        when returned.newest_period = ended_quarters.period then returned.newest_state
        when ended_quarters.is_due then {{ return_state('late') }}
        else {{ return_state('due') }}
    end as return_state,
    returned.period as progress_period,
    returned.progress,
    returned.comment,
    returned.signed_by,
    returned.signed_date,
    coalesce(
        cast(plan_actions.due_date as date) <= ended_quarters.period_end_date
        and coalesce(returned.progress, '') not in ({{ progress('done') }}, {{ progress('stopped') }}),
        false
    ) as is_overdue
from plan_actions
left join ended_quarters using (plan_year)
left join returned using (action_id, plan_year)
