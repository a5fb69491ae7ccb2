-- The funding table: every line of a grant in its year, as the source names it and as it is read.
with grant_lines as (
    select * from {{ ref('fct_grant_lines') }}
)

select
    grant_id,
    title,
    scheme,
    funder,
    financial_year,
    line_title,
    cast(amount_pounds as double) as amount_pounds,
    is_read,
    reading,
    cast(allocation_pounds as double) as allocation_pounds,
    cast(match_pounds as double) as match_pounds,
    match_kind,
    carry_forward,
    note,
    source
from grant_lines
