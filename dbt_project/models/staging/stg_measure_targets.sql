with source as (
    select * from {{ source('partnership', 'measure_targets') }}
)

select
    measure_id,
    area_code,
    first_period,
    target,
    basis,
    set_by,
    set_on
from source
