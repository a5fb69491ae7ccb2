{{ config(meta={
    'table': 'stg_action_returns', 'owner': 'partnership analyst',
    'rationale': 'Progress of an action that is not in the plan would vanish without a word',
    'remedy': 'put the action of that plan year into plan_actions.csv of the partnership folder, or send the quarter again without it',
}) }}
-- Returned progress that has no place: no such action in the plan of the quarter's year.
with action_returns as (
    select * from {{ ref('stg_action_returns') }}
),

plan_actions as (
    select * from {{ ref('fct_actions') }}
)

select
    action_returns.action_id,
    action_returns.period
from action_returns
left join plan_actions
    on
        action_returns.action_id = plan_actions.action_id
        and {{ plan_year('action_returns.period') }} = plan_actions.plan_year
where plan_actions.action_id is null
