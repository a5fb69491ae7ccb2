with source as (
    select * from {{ source('raw', 'hospital_admissions') }}
)

select
    admission_month,
    category,
    outward_code,
    row_noise,
    {{ delivery_period('filename') }} as period,
    {{ delivery_id('filename') }} as delivery_id
from source
