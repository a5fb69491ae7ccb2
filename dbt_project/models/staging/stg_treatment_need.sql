with source as (
    select * from {{ source('partnership', 'treatment_need') }}
)

select
    need_group,
    estimate,
    estimate_lower,
    estimate_upper,
    estimate_year,
    source
from source
