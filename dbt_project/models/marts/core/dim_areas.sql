with areas as (
    select * from {{ ref('int_areas_listed') }}
)

select
    area_code,
    area_name,
    area_type,
    vintage,
    parent_area_code
from areas
