select
    {{ delivery_period('filename') }} as edition,
    case when {{ delivery_period('filename') }} < '2021' then '2011' else '2021' end as area_vintage,
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
from {{ source('raw', 'deprivation') }}
