with source as (
    select * from {{ source('partnership', 'grants') }}
)

select
    grant_id,
    title,
    scheme,
    funder,
    theme,
    owner_role,
    start_date,
    end_date,
    carry_forward,
    financial_year,
    line_title,
    amount_pounds,
    years_of_amount,
    match_pounds,
    match_kind,
    note,
    source
from source
