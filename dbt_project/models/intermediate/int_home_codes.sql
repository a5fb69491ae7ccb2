-- Codes that stand for the whole partnership in suppliers' files: its own, and its district's where neither holds
-- anything beside the other. A district that several partnerships share, or one of a partnership's several, is not it.
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

pairs as (
    select distinct
        lookup.district_code,
        lookup.csp_code
    from lookup
    inner join newest_year using (lookup_year)
),

related as (
    select
        *,
        count(*) over (partition by csp_code) as district_count,
        count(*) over (partition by district_code) as csp_count
    from pairs
),

home as (
    select related.*
    from related
    inner join settings on settings.area_code in (related.district_code, related.csp_code)
)

select csp_code as area_code
from home
union
select district_code as area_code
from home
where district_count = 1 and csp_count = 1
