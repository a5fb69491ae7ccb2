-- Deprivation of each small area, every edition on its own vintage. An area of which the lookup knows no such vintage says so.
select
    deprivation.edition,
    deprivation.area_vintage,
    deprivation.lsoa_code,
    resolved.ward_code,
    resolved.lsoa_code is not null as is_of_vintage,
    deprivation.imd_rank,
    deprivation.imd_decile,
    deprivation.income_decile,
    deprivation.employment_decile,
    deprivation.education_decile,
    deprivation.health_decile,
    deprivation.crime_decile,
    deprivation.housing_decile,
    deprivation.environment_decile
from {{ ref('stg_deprivation') }} as deprivation
left join {{ ref('int_small_areas_resolved') }} as resolved
    on deprivation.lsoa_code = resolved.lsoa_code
    and ((deprivation.area_vintage = '2011' and resolved.is_2011) or (deprivation.area_vintage = '2021' and resolved.is_2021))
