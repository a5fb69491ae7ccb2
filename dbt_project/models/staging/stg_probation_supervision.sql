with source as (
    select * from {{ source('raw', 'probation_supervision') }}
)

select
    person_token,
    age_band,
    gender,
    outward_code,
    lsoa_code,
    event_number,
    sentence_type,
    sentence_month,
    expected_end_month,
    termination_month,
    requirement,
    requirement_start_month,
    requirement_end_month,
    requirement_outcome,
    risk_of_serious_harm,
    is_iom,
    address_type,
    employment_status,
    person_noise,
    {{ delivery_period('filename') }} as period,
    {{ delivery_id('filename') }} as delivery_id
from source
