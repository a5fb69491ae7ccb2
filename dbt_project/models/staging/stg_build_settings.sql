select
    area_code,
    area_name,
    crime_feed,
    asb_feed,
    history_start_date,
    history_end_date,
    is_sample,
    small_count
from {{ source('build', 'settings') }}
