with source as (
    select * from {{ source('raw', 'measure_returns') }}
)

select
    measure_id,
    return_state,
    area_code,
    numerator,
    denominator,
    no_figure_reason,
    narrative,
    narrative_numerator,
    returned_by,
    returned_date,
    signed_by,
    signed_date,
    {{ delivery_period('filename') }} as period,
    {{ delivery_id('filename') }} as delivery_id
from source
