with source as (
    select * from {{ source('raw', 'recorded_crime_csp') }}
),

dated as (
    select
        *,
        cast(left(financial_year, 4) as integer) as starts_in,
        cast(financial_quarter as integer) as quarter_number
    from source
)

select
    {{ delivery_part('filename') }} as table_part,
    cast(regexp_extract({{ delivery_id('filename') }}, '\.v(\d+)\.', 1) as integer) as publication,
    {{ financial_year_from('starts_in') }} as financial_year,
    {{ financial_year_from('starts_in') }} || 'Q' || quarter_number as financial_quarter,
    make_date(starts_in, 4, 1) + to_months(3 * (quarter_number - 1)) as quarter_start,
    force_name,
    csp_name,
    offence_code,
    published_group,
    offence_count,
    force_note,
    {{ delivery_id('filename') }} as delivery_id
from dated
