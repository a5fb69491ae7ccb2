with source as (
    select * from {{ source('raw', 'action_returns') }}
)

select
    action_id,
    return_state,
    progress,
    comment,
    returned_by,
    returned_date,
    signed_by,
    signed_date,
    {{ delivery_period('filename') }} as period,
    {{ delivery_id('filename') }} as delivery_id
from source
