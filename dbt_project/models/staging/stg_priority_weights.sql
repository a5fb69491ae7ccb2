with source as (
    select * from {{ source('partnership', 'priority_weights') }}
)

select
    cast(weights_version as integer) as weights_version,
    criterion,
    weight,
    reason,
    source
from source
