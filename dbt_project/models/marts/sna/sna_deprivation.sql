-- Deprivation of each small area, every edition on its own vintage. The index's domain of crime is left out: it is
-- made from crime and explains none.
with deprivation as (
    select * from {{ ref('dim_deprivation') }}
)

select
    edition,
    area_vintage,
    lsoa_code as area_code,
    ward_code,
    is_of_vintage,
    imd_rank,
    imd_decile,
    income_decile,
    employment_decile,
    education_decile,
    health_decile,
    housing_decile,
    environment_decile
from deprivation
