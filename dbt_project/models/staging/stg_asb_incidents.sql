with source as (
    select * from {{ source('raw', 'asb_incidents') }}
)

select
    case_token,
    source,
    opened_date,
    closed_date,
    asb_type,
    category,
    is_hate_related,
    lsoa_code,
    complainant_token,
    vulnerability_score,
    case_noise,
    complainant_noise,
    {{ delivery_period('filename') }} as period,
    {{ delivery_id('filename') }} as delivery_id
from source
