with source as (
    select * from {{ source('raw', 'area_boundaries') }}
)

select
    {{ delivery_period('filename') }} as vintage,
    lsoa_code,
    outline
from source
