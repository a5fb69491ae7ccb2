-- Every incident with its month, its place in the area and, where it has one, its ward. A feed with codes of both vintages is
-- placed in the areas both share; the ward is that of the code as it came.
select
    incidents.* replace (
        if(vintages.lsoa_vintage = '2011 and 2021', areas.shared_code, incidents.lsoa_code) as lsoa_code
    ),
    cast(incidents.period || '-01' as date) as month_start_date,
    areas.ward_code,
    coalesce(areas.csp_code, sole.csp_code) as csp_code
from {{ ref('int_incidents_unioned') }} as incidents
left join {{ ref('int_small_areas_resolved') }} as areas using (lsoa_code)
left join {{ ref('int_vintages_detected') }} as vintages using (feed)
cross join (
    -- An incident without a place still belongs to the area, as long as the area is one CSP.
    select case when count(distinct csp_code) = 1 then min(csp_code) end as csp_code
    from {{ ref('int_small_areas_resolved') }}
) as sole
