with source as (
    select * from {{ source('raw', 'comment_returns') }}
)

select
    measure_id,
    area_code,
    return_state,
    narrative,
    narrative_figure,
    returned_by,
    returned_date,
    signed_by,
    signed_date,
    {{ delivery_period('filename') }} as period,
    {{ delivery_id('filename') }} as delivery_id
from source
