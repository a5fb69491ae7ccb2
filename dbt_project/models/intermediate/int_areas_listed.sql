-- Every area that figures are made for: the CSP, its wards, its small areas of both vintages; and which codes it can be counted
-- from. A ward that shares a small area of 2011 with another cannot be counted from codes of 2011.
with small as (
    select * from {{ ref('int_small_areas_resolved') }}
),

newest as (
    select distinct ward_code, ward_name, csp_code, csp_name, lookup_year
    from {{ ref('stg_area_lookup') }}
    where lookup_year = (select max(lookup_year) from small)
),

divided as (
    select distinct ward_code
    from {{ ref('stg_area_lookup') }}
    where
        lookup_year = (select max(lookup_year) from small)
        and lsoa11_code in (select lsoa_code from small where is_2011 and ward_code is null)
)

select
    csp_code as area_code,
    min(csp_name) as area_name,
    'csp' as area_type,
    min(lookup_year) as vintage,
    null::varchar as parent_area_code,
    true as is_2011,
    true as is_2021,
    true as is_shared
from newest
where csp_code in (select csp_code from small)
group by csp_code
union all
select ward_code, min(ward_name), 'ward', min(lookup_year), min(csp_code),
    ward_code not in (select ward_code from divided), true, ward_code not in (select ward_code from divided)
from newest
where ward_code in (select ward_code from small)
group by ward_code
union all
select
    lsoa_code,
    lsoa_name,
    'lsoa',
    case when is_2011 and is_2021 then '2011 and 2021' when is_2021 then '2021' else '2011' end,
    coalesce(ward_code, csp_code),
    is_2011,
    is_2021,
    coalesce(lsoa_code = shared_code, false)
from small
