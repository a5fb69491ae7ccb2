with source as (
    select * from {{ source('partnership', 'comparators') }}
)

select
    measure_id,
    area_code,
    area_name,
    area_type,
    period,
    value,
    lower,
    upper,
    source,
    published_on
from source
