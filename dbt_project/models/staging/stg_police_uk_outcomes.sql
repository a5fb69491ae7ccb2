with source as (
    select * from {{ source('raw', 'police_uk_outcomes') }}
)

select
    crime_id,
    cast(month || '-01' as date) as month_start_date,
    falls_within,
    longitude,
    latitude,
    lsoa_code,
    outcome_type,
    {{ delivery_period('filename') }} as period,
    {{ delivery_id('filename') }} as delivery_id
from source
