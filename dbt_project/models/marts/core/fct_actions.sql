-- The actions of every plan year with the newest progress that was signed off in it. An action whose day has passed without
-- it being done is overdue, whatever its owner says. A quarter without a comment has none: it does not take an earlier one's.
with returned as (
    select
        rows.action_id,
        left(rows.period, 4) || '/' || substr(rows.period, 6, 2) as plan_year,
        {% for column in ['period', 'progress', 'comment', 'signed_by', 'signed_date'] -%}
        arg_max_null(rows.{{ column }}, rows.period) filter (where rows.return_state = 'accepted') as {{ column }},
        {% endfor -%}
        arg_max(rows.return_state, rows.period) as newest_state,
        max(rows.period) as newest_period
    from {{ ref('stg_action_returns') }} as rows
    group by all
),

ended as (
    -- The newest quarter of each plan year that has ended.
    select
        left(period, 4) || '/' || substr(period, 6, 2) as plan_year,
        max(period) as period,
        max(period_end_date) as period_end_date,
        arg_max(is_due, period) as is_due
    from {{ ref('stg_expected_periods') }}
    where feed = 'action_returns'
    group by plan_year
)

select
    actions.action_id,
    actions.plan_year,
    actions.version,
    actions.theme,
    actions.priority,
    actions.action,
    actions.owner_role,
    cast(actions.start_date as date) as start_date,
    cast(actions.due_date as date) as due_date,
    actions.status as plan_status,
    ended.period as newest_period,
    case
        when ended.period is null then 'not asked'
        when returned.newest_period = ended.period then returned.newest_state
        when ended.is_due then 'late'
        else 'due'
    end as return_state,
    returned.period as progress_period,
    returned.progress,
    returned.comment,
    returned.signed_by,
    returned.signed_date,
    coalesce(
        cast(actions.due_date as date) <= ended.period_end_date
        and coalesce(returned.progress, '') not in ('done', 'stopped'), false
    ) as is_overdue
from {{ ref('plan_actions') }} as actions
left join ended using (plan_year)
left join returned using (action_id, plan_year)
