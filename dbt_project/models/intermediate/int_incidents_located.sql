-- Every incident with its month, its place in the area and, where it has one, its ward.
select
    incidents.*,
    cast(incidents.period || '-01' as date) as month_start_date,
    areas.ward_code,
    coalesce(areas.csp_code, sole.csp_code) as csp_code
from {{ ref('int_incidents_unioned') }} as incidents
left join {{ ref('int_small_areas_resolved') }} as areas using (lsoa_code)
cross join (
    -- An incident without a place still belongs to the area, as long as the area is one CSP.
    select case when count(distinct csp_code) = 1 then min(csp_code) end as csp_code
    from {{ ref('int_small_areas_resolved') }}
) as sole
