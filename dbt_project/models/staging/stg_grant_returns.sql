with source as (
    select * from {{ source('raw', 'grant_returns') }}
)

select
    grant_id,
    return_state,
    spent_pounds,
    forecast_pounds,
    match_given_pounds,
    comment,
    returned_by,
    returned_date,
    signed_by,
    signed_date,
    {{ delivery_period('filename') }} as period,
    {{ delivery_id('filename') }} as delivery_id
from source
