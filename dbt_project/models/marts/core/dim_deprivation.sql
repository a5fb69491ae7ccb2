-- Deprivation of each small area, every edition on its own vintage. An area of which the lookup knows no such vintage
-- says so.
with deprivation as (
    select * from {{ ref('stg_deprivation') }}
),

small_areas as (
    select * from {{ ref('int_small_areas_resolved') }}
)

select
    deprivation.edition,
    deprivation.area_vintage,
    deprivation.lsoa_code,
    small_areas.ward_code,
    small_areas.lsoa_code is not null as is_of_vintage,
    deprivation.imd_rank,
    deprivation.imd_decile,
    deprivation.income_decile,
    deprivation.employment_decile,
    deprivation.education_decile,
    deprivation.health_decile,
    deprivation.crime_decile,
    deprivation.housing_decile,
    deprivation.environment_decile
from deprivation
left join small_areas
    on
        deprivation.lsoa_code = small_areas.lsoa_code
        and (
            (deprivation.area_vintage = '2011' and small_areas.is_2011)
            or (deprivation.area_vintage = '2021' and small_areas.is_2021)
        )
