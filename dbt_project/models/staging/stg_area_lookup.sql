with source as (
    select * from {{ source('raw', 'area_lookup') }}
)

select
    lsoa21_code,
    lsoa21_name,
    lsoa11_code,
    lsoa11_name,
    change_code,
    ward_code,
    ward_name,
    district_code,
    district_name,
    csp_code,
    csp_name,
    force_code,
    force_name,
    {{ delivery_period('filename') }} as lookup_year
from source
