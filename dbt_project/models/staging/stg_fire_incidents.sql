with source as (
    select * from {{ source('raw', 'fire_incidents') }}
)

select
    incident_token,
    incident_date,
    incident_time,
    category,
    lsoa_code,
    incident_noise,
    {{ delivery_period('filename') }} as period,
    {{ delivery_id('filename') }} as delivery_id
from source
