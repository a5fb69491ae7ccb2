-- The outline of every small area in each census year whose list it is on. One that was not delivered says so: an
-- outline of the other year is not taken instead, as its neighbours are other ones.
with listed as (
    select lsoa_code, '2011' as vintage from {{ ref('int_small_areas_resolved') }} where is_2011
    union all
    select lsoa_code, '2021' as vintage from {{ ref('int_small_areas_resolved') }} where is_2021
)

select
    listed.lsoa_code as area_code,
    listed.vintage,
    boundaries.outline,
    case when boundaries.outline is null then 'not supplied' else 'observed' end as status,
    case when boundaries.outline is null then 'no boundary of ' || listed.vintage end as status_reason
from listed
left join {{ ref('stg_area_boundaries') }} as boundaries
    on listed.lsoa_code = boundaries.lsoa_code and listed.vintage = boundaries.vintage
