select
    {{ delivery_period('filename') }} as edition,
    offence_code,
    weight,
    {{ delivery_id('filename') }} as delivery_id
from {{ source('raw', 'crime_severity_weights') }}
