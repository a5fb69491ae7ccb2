with source as (
    select * from {{ source('partnership', 'safer_streets') }}
)

select
    scheme_id,
    title,
    grant_id,
    measure_ids,
    role,
    area_code,
    before_from,
    before_to,
    after_from,
    after_to,
    basis
from source
