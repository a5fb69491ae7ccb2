with source as (
    select * from {{ source('raw', 'police_crime') }}
)

select
    crime_token,
    recorded_date,
    committed_from,
    committed_to,
    offence_code,
    lsoa_code,
    outcome_type,
    outcome_date,
    is_domestic_abuse,
    is_knife_enabled,
    is_hate_race,
    is_hate_religion,
    is_hate_orientation,
    is_hate_disability,
    is_hate_transgender,
    victim_age_band,
    victim_sex,
    crime_noise,
    {{ delivery_period('filename') }} as period,
    {{ delivery_id('filename') }} as delivery_id
from source
