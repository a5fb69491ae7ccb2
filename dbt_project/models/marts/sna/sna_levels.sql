-- Levels and patterns of crime, anti-social behaviour and substance misuse. Treatment is of people and not of
-- incidents.
with levels as (
    select * from {{ ref('fct_levels') }}
)

select
    area_code,
    area_type,
    subject,
    level,
    category,
    pattern,
    period,
    slot,
    period_start_date,
    period_end_date,
    disclosure_class,
    numerator,
    residents,
    rate_per_1000,
    rate_lower,
    rate_upper,
    index_100,
    population_year,
    status,
    status_reason,
    unconfirmed_reason,
    left_out_count,
    left_out_reason
from levels
