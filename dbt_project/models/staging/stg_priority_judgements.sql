with source as (
    select * from {{ source('partnership', 'priority_judgements') }}
)

select
    problem_id,
    harm,
    harm_reason,
    concern,
    concern_reason,
    capacity,
    capacity_reason,
    set_on,
    source
from source
