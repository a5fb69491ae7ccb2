with source as (
    select * from {{ source('raw', 'cas3_referrals') }}
)

select
    referral_token,
    is_rejected,
    is_offered,
    {{ delivery_period('filename') }} as period,
    {{ delivery_id('filename') }} as delivery_id
from source
