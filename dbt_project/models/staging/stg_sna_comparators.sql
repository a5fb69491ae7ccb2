with source as (
    select * from {{ source('partnership', 'sna_comparators') }}
)

select
    published_name,
    area_code,
    force_name,
    area_kind,
    cast(residents as integer) as residents,
    residents_on,
    source,
    listed_on,
    also_spelt
from source
