with source as (
    select * from {{ source('partnership', 'plan_actions') }}
)

select
    action_id,
    plan_year,
    theme,
    priority,
    action,
    owner_role,
    start_date,
    due_date,
    cast(version as integer) as version,
    status,
    source
from source
