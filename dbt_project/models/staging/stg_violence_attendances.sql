with source as (
    select * from {{ source('raw', 'violence_attendances') }}
)

select
    site_code,
    arrival_month,
    -- What nobody said is not known; the attendance counts all the same.
    coalesce(assault_method, 'Method not known') as assault_method,
    coalesce(location_type, 'Not known') as location_type,
    row_noise,
    {{ delivery_period('filename') }} as period,
    {{ delivery_id('filename') }} as delivery_id
from source
