with source as (
    select * from {{ source('build', 'deliveries') }}
)

select
    feed,
    delivery_id,
    period,
    part,
    version,
    is_revised,
    is_of_area,
    received_on,
    records_from_date,
    received_count,
    accepted_count,
    rejected_count,
    unconsented_count,
    duplicate_count,
    out_of_area_count,
    left_out_count
from source
