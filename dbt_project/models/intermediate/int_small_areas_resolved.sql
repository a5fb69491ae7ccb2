-- The newest area lookup, cut down to the area of this installation, one row per small-area code of either vintage. A
-- 2011 code that was split over two wards belongs to no ward: a count is never divided silently. `shared_code` is the
-- area that both vintages can be counted in: of a split the area of 2011, of a merger that of 2021, both sums by
-- lookup. An area that changed irregularly has none.
with lookup as (
    select * from {{ ref('stg_area_lookup') }}
),

settings as (
    select * from {{ ref('stg_build_settings') }}
),

newest_year as (
    select max(lookup_year) as lookup_year
    from lookup
),

newest_lookup as (
    select lookup.*
    from lookup
    inner join newest_year on lookup.lookup_year = newest_year.lookup_year
    inner join settings
        on
            settings.area_code in (lookup.district_code, lookup.csp_code, lookup.force_code)
            or settings.area_code = 'everywhere'
),

pairs as (
    select distinct
        lsoa11_code,
        lsoa21_code,
        change_code
    from newest_lookup
),

related as (
    select
        *,
        count(*) over (partition by lsoa21_code) as older_count,
        count(*) over (partition by lsoa11_code) as newer_count
    from pairs
),

shared as (
    -- All of a 2011 area's successors come from it alone: they add up to it. All that a 2021 area came from went into
    -- it alone: they add up to it.
    select
        lsoa11_code,
        lsoa21_code,
        case
            when change_code = 'X' then null
            when max(older_count) over (partition by lsoa11_code) = 1 then lsoa11_code
            when max(newer_count) over (partition by lsoa21_code) = 1 then lsoa21_code
        end as shared_code
    from related
),

codes as (
    select
        newest_lookup.lsoa21_code as lsoa_code,
        newest_lookup.lsoa21_name as lsoa_name,
        2021 as vintage,
        newest_lookup.*,
        shared.shared_code
    from newest_lookup
    inner join shared using (lsoa11_code, lsoa21_code)
    union all
    select
        newest_lookup.lsoa11_code as lsoa_code,
        newest_lookup.lsoa11_name as lsoa_name,
        2011 as vintage,
        newest_lookup.*,
        shared.shared_code
    from newest_lookup
    inner join shared using (lsoa11_code, lsoa21_code)
)

select
    lsoa_code,
    min(lsoa_name) as lsoa_name,
    bool_or(vintage = 2011) as is_2011,
    bool_or(vintage = 2021) as is_2021,
    bool_or(change_code = 'X') as is_irregular,
    case when count(distinct ward_code) = 1 then min(ward_code) end as ward_code,
    min(csp_code) as csp_code,
    min(lookup_year) as lookup_year,
    case when bool_and(shared_code is not null) then min(shared_code) end as shared_code
from codes
group by lsoa_code
