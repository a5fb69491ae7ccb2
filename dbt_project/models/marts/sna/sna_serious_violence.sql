-- Serious violence under each definition, with the share of all crime it covers. The definition stands beside the
-- number.
with serious_violence as (
    select * from {{ ref('fct_serious_violence') }}
)

select
    definition,
    version,
    is_chosen,
    measure,
    area_code,
    area_type,
    pattern,
    period,
    period_start_date,
    period_end_date,
    disclosure_class,
    numerator,
    crime_count,
    residents,
    share_of_crime,
    rate_per_1000,
    status,
    status_reason,
    left_out_count,
    left_out_reason
from serious_violence
