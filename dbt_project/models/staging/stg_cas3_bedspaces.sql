with source as (
    select * from {{ source('raw', 'cas3_bedspaces') }}
)

select
    bedspace_token,
    booked_days,
    online_from,
    online_until,
    online_days,
    {{ delivery_period('filename') }} as period,
    {{ delivery_id('filename') }} as delivery_id
from source
