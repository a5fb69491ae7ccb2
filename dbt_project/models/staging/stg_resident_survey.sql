with source as (
    select * from {{ source('raw', 'resident_survey') }}
)

select
    wave,
    area_code,
    area_name,
    indicator_id,
    wording,
    base_count,
    percent as response_percent,
    is_weighted,
    design_effect,
    {{ delivery_id('filename') }} as delivery_id
from source
