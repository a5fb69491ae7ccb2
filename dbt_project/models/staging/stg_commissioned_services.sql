with source as (
    select * from {{ source('raw', 'commissioned_services') }}
)

select
    person_token,
    service,
    report_month,
    desired_outcome,
    achievement_level,
    {{ delivery_period('filename') }} as period,
    {{ delivery_id('filename') }} as delivery_id
from source
