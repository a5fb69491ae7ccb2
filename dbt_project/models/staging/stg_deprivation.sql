with source as (
    select * from {{ source('raw', 'deprivation') }}
)

select
    {{ delivery_period('filename') }} as edition,
    -- An index from before the census of 2021 is on the small areas of 2011.
    if({{ delivery_period('filename') }} < '2021', '2011', '2021') as area_vintage,
    lsoa_code,
    imd_rank,
    imd_decile,
    income_decile,
    employment_decile,
    education_decile,
    health_decile,
    crime_decile,
    housing_decile,
    environment_decile,
    {{ delivery_id('filename') }} as delivery_id
from source
