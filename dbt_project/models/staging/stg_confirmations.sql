with source as (
    select * from {{ source('build', 'confirmations') }}
)

select
    feed,
    period,
    reason
from source
