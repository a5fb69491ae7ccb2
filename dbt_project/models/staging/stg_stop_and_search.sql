with source as (
    select * from {{ source('raw', 'stop_and_search') }}
),

in_local_time as (
    select
        * exclude (searched_at),
        timezone('Europe/London', cast(searched_at as timestamptz)) as searched_at
    from source
)

select
    searched_at,
    {{ month_key('searched_at') }} as month,
    {{ delivery_part('filename') }} as force_slug,
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
from in_local_time
