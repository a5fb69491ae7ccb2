with source as (
    select * from {{ source('raw', 'published_fires') }}
)

select
    financial_year,
    incident_type,
    lsoa_code,
    {{ delivery_period('filename') }} as period,
    {{ delivery_id('filename') }} as delivery_id
from source
