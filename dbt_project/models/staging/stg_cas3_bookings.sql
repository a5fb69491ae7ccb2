with source as (
    select * from {{ source('raw', 'cas3_bookings') }}
)

select
    is_cancelled,
    end_month,
    move_on_category,
    {{ delivery_period('filename') }} as period,
    {{ delivery_id('filename') }} as delivery_id
from source
