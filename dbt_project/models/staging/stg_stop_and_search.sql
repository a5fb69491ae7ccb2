select
    timezone('Europe/London', cast(searched_at as timestamptz)) as searched_at,
    strftime(timezone('Europe/London', cast(searched_at as timestamptz)), '%Y-%m') as month,
    split_part({{ delivery_id('filename') }}, '.', 2) as force_slug,
    search_type,
    latitude,
    longitude,
    gender,
    age_range,
    ethnicity,
    legislation,
    object_of_search,
    outcome,
    {{ delivery_period('filename') }} as period,
    {{ delivery_id('filename') }} as delivery_id
from {{ source('raw', 'stop_and_search') }}
