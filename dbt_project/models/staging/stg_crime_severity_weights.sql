with source as (
    select * from {{ source('raw', 'crime_severity_weights') }}
)

select
    {{ delivery_period('filename') }} as edition,
    offence_code,
    weight,
    {{ delivery_id('filename') }} as delivery_id
from source
