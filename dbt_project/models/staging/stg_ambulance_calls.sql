with source as (
    select * from {{ source('raw', 'ambulance_calls') }}
)

select
    call_month,
    cast(call_hour as integer) as call_hour,
    category,
    outward_code,
    row_noise,
    {{ delivery_period('filename') }} as period,
    {{ delivery_id('filename') }} as delivery_id
from source
