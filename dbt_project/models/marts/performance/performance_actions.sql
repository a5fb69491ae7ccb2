-- The delivery plan: every action of every year of the plan, and how far it is.
with actions as (
    select * from {{ ref('fct_actions') }}
)

select
    action_id,
    plan_year,
    version,
    theme,
    priority,
    action,
    owner_role,
    start_date,
    due_date,
    plan_status,
    newest_period,
    return_state,
    progress_period,
    progress,
    comment,
    signed_by,
    signed_date,
    is_overdue
from actions
