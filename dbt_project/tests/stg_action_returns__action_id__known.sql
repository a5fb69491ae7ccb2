{{ config(meta={
    'table': 'stg_action_returns', 'owner': 'partnership analyst',
    'rationale': 'Progress of an action that is not in the plan would vanish without a word',
    'remedy': 'put the action of that plan year into seeds/plan_actions.csv, or send the quarter again without it',
}) }}
-- Returned progress that has no place: no such action in the plan of the quarter's year.
select rows.action_id, rows.period
from {{ ref('stg_action_returns') }} as rows
left join {{ ref('plan_actions') }} as actions
    on
        rows.action_id = actions.action_id
        and left(rows.period, 4) || '/' || substr(rows.period, 6, 2) = actions.plan_year
where actions.action_id is null
