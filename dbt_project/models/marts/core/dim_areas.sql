select area_code, area_name, area_type, vintage, parent_area_code
from {{ ref('int_areas_listed') }}
