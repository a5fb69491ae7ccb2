with source as (
    select * from {{ source('raw', 'proven_reoffending') }}
)

select
    cohort,
    geography,
    category,
    age_group,
    offender_count,
    reoffender_count,
    reoffence_count,
    {{ delivery_period('filename') }} as period,
    {{ delivery_id('filename') }} as delivery_id
from source
