select
    {{ delivery_period('filename') }} as vintage,
    lsoa_code,
    outline
from {{ source('raw', 'area_boundaries') }}
