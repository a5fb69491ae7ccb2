-- What fire, health and ambulance services shared: the items of the Regulations of 2007, and attendances after an
-- assault by method; by area, month and rolling twelve months.
with partner_incidents as (
    select * from {{ ref('fct_partner_incidents') }}
)

select
    feed,
    item,
    area_code,
    area_name,
    area_type,
    pattern,
    period,
    period_start_date,
    period_end_date,
    disclosure_class,
    numerator,
    residents,
    population_year,
    rate_per_1000,
    rate_lower,
    rate_upper,
    status,
    status_reason,
    left_out_count,
    left_out_reason
from partner_incidents
