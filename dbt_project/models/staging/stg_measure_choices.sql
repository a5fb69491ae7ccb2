with source as (
    select * from {{ source('partnership', 'measure_choices') }}
)

select
    measure_id,
    used as is_used,
    theme,
    priority,
    owner_role,
    reason
from source
