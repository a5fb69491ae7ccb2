-- Every incident with its month, its place in the area and, where it has one, its ward. A feed with codes of both
-- vintages is placed in the areas both share; the ward is that of the code as it came.
with incidents as (
    select * from {{ ref('int_incidents_unioned') }}
),

small_areas as (
    select * from {{ ref('int_small_areas_resolved') }}
),

vintages as (
    select * from {{ ref('int_vintages_detected') }}
),

sole_partnership as (
    -- An incident without a place still belongs to the area, as long as the area is one CSP.
    select case when count(distinct csp_code) = 1 then min(csp_code) end as csp_code
    from small_areas
)

select
    incidents.* replace (
        if(vintages.lsoa_vintage = '2011 and 2021', small_areas.shared_code, incidents.lsoa_code) as lsoa_code
    ),
    incidents.lsoa_code is not null as has_place,
    cast(incidents.period || '-01' as date) as month_start_date,
    small_areas.ward_code,
    coalesce(small_areas.csp_code, sole_partnership.csp_code) as csp_code
from incidents
left join small_areas using (lsoa_code)
left join vintages using (feed)
cross join sole_partnership
