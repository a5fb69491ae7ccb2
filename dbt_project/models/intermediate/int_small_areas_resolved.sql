-- The newest area lookup, cut down to the area of this installation, one row per small-area code of either vintage.
-- A 2011 code that was split over two wards belongs to no ward: a count is never divided silently.
with newest as (
    select lookup.*
    from {{ ref('stg_area_lookup') }} as lookup
    cross join {{ ref('stg_build_settings') }} as settings
    where
        lookup.lookup_year = (select max(lookup_year) from {{ ref('stg_area_lookup') }})
        and (
            settings.area_code in (lookup.district_code, lookup.csp_code, lookup.force_code)
            or settings.area_code = 'everywhere'
        )
),

coded as (
    select lsoa21_code as lsoa_code, lsoa21_name as lsoa_name, 2021 as vintage, *
    from newest
    union all
    select lsoa11_code as lsoa_code, lsoa11_name as lsoa_name, 2011 as vintage, *
    from newest
)

select
    lsoa_code,
    min(lsoa_name) as lsoa_name,
    bool_or(vintage = 2011) as is_2011,
    bool_or(vintage = 2021) as is_2021,
    bool_or(change_code = 'X') as is_irregular,
    case when count(distinct ward_code) = 1 then min(ward_code) end as ward_code,
    min(csp_code) as csp_code,
    min(lookup_year) as lookup_year
from coded
group by lsoa_code
