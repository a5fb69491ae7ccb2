with source as (
    select * from {{ source('raw', 'published_indicators') }}
)

select
    publisher,
    indicator_id,
    indicator_name,
    area,
    published_area_name,
    sex,
    age,
    category_type,
    category,
    time_period,
    sort_key,
    first_year,
    years_pooled,
    value,
    unit,
    lower_limit,
    upper_limit,
    published_count,
    denominator,
    denominator_name,
    published_status,
    value_note,
    publisher_comparison,
    {{ delivery_period('filename') }} as period,
    {{ delivery_id('filename') }} as delivery_id
from source
