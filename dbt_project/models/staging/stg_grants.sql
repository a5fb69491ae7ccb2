with source as (
    select * from {{ source('partnership', 'grants') }}
)

select
    grant_id,
    title,
    funder,
    theme,
    owner_role,
    start_date,
    end_date,
    allocation_pounds,
    match_pounds,
    carry_forward,
    note,
    source
from source
