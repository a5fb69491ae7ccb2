with source as (
    select * from {{ source('build', 'settings') }}
)

select
    area_code,
    area_name,
    feeds,
    crime_feed,
    asb_feed,
    severity_edition,
    grant_amounts,
    history_start_date,
    history_end_date,
    is_sample,
    small_count,
    serious_violence,
    measures_from_feeds
from source
