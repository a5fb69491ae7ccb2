-- Every area that figures are made for: the CSP, its wards, its small areas of both vintages; and which codes it can be
-- counted from. A ward that shares a small area of 2011 with another cannot be counted from codes of 2011.
with small_areas as (
    select * from {{ ref('int_small_areas_resolved') }}
),

lookup as (
    select * from {{ ref('stg_area_lookup') }}
),

newest_lookup as (
    select *
    from lookup
    where lookup_year = (select max(small_areas.lookup_year) from small_areas)
),

named_areas as (
    select distinct
        ward_code,
        ward_name,
        csp_code,
        csp_name,
        lookup_year
    from newest_lookup
),

divided_small_areas as (
    select lsoa_code
    from small_areas
    where is_2011 and ward_code is null
),

divided_wards as (
    select distinct newest_lookup.ward_code
    from newest_lookup
    inner join divided_small_areas on newest_lookup.lsoa11_code = divided_small_areas.lsoa_code
),

partnerships as (
    select
        csp_code as area_code,
        min(csp_name) as area_name,
        'csp' as area_type,
        min(lookup_year) as vintage,
        cast(null as varchar) as parent_area_code,
        true as is_2011,
        true as is_2021,
        true as is_shared
    from named_areas
    where csp_code in (select small_areas.csp_code from small_areas)
    group by csp_code
),

wards as (
    select
        ward_code as area_code,
        min(ward_name) as area_name,
        'ward' as area_type,
        min(lookup_year) as vintage,
        min(csp_code) as parent_area_code,
        ward_code not in (select divided_wards.ward_code from divided_wards) as is_2011,
        true as is_2021,
        ward_code not in (select divided_wards.ward_code from divided_wards) as is_shared
    from named_areas
    where ward_code in (select small_areas.ward_code from small_areas)
    group by ward_code
),

small_areas_listed as (
    select
        lsoa_code as area_code,
        lsoa_name as area_name,
        'lsoa' as area_type,
        case
            when is_2011 and is_2021 then '2011 and 2021'
            when is_2021 then '2021'
            else '2011'
        end as vintage,
        coalesce(ward_code, csp_code) as parent_area_code,
        is_2011,
        is_2021,
        coalesce(lsoa_code = shared_code, false) as is_shared
    from small_areas
)

select
    area_code,
    area_name,
    area_type,
    vintage,
    parent_area_code,
    is_2011,
    is_2021,
    is_shared
from partnerships
union all
select
    area_code,
    area_name,
    area_type,
    vintage,
    parent_area_code,
    is_2011,
    is_2021,
    is_shared
from wards
union all
select
    area_code,
    area_name,
    area_type,
    vintage,
    parent_area_code,
    is_2011,
    is_2021,
    is_shared
from small_areas_listed
