select
    split_part({{ delivery_id('filename') }}, '.', 2) as table_part,
    cast(regexp_extract({{ delivery_id('filename') }}, '\.v(\d+)\.', 1) as integer) as publication,
    left(financial_year, 4) || '-' || right(financial_year, 2) as financial_year,
    left(financial_year, 4) || '-' || right(financial_year, 2) || 'Q' || financial_quarter as financial_quarter,
    make_date(cast(left(financial_year, 4) as integer), 4, 1) + to_months(3 * (cast(financial_quarter as integer) - 1)) as quarter_start,
    force_name,
    csp_name,
    offence_code,
    published_group,
    offence_count,
    force_note,
    {{ delivery_id('filename') }} as delivery_id
from {{ source('raw', 'recorded_crime_csp') }}
