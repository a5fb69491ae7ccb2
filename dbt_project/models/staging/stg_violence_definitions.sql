with source as (
    select * from {{ source('partnership', 'violence_definitions') }}
)

select
    definition,
    version,
    valid_from,
    offence_code,
    needs_flag,
    statutory_factors,
    reason
from source
