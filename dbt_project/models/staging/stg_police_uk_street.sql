with source as (
    select * from {{ source('raw', 'police_uk_street') }}
)

select
    crime_id,
    cast(month || '-01' as date) as month_start_date,
    falls_within,
    longitude,
    latitude,
    location,
    lsoa_code,
    crime_type,
    last_outcome,
    {{ delivery_period('filename') }} as period,
    {{ delivery_id('filename') }} as delivery_id
from source
