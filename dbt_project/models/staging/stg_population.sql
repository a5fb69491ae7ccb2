with source as (
    select * from {{ source('raw', 'population') }}
)

select
    cast(mid_year as integer) as mid_year,
    area_code,
    left(area_vintage, 4) as area_vintage,
    sex,
    age_band,
    resident_count,
    {{ delivery_id('filename') }} as delivery_id
from source
