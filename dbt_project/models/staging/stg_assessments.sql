with source as (
    select * from {{ source('partnership', 'assessments') }}
)

select
    assessment_id,
    title,
    assessed_on,
    data_to,
    source
from source
