with source as (
    select * from {{ source('partnership', 'measure_breaks') }}
)

select
    break_id,
    applies_to,
    first_period_after,
    kind,
    reason,
    source,
    is_rebased,
    forbids_comparison
from source
