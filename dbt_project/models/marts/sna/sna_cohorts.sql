-- Who the people are, what they need, and what cannot be told of them.
with cohorts as (
    select * from {{ ref('fct_cohorts') }}
)

select
    cohort,
    characteristic,
    answer,
    period,
    disclosure_class,
    numerator,
    denominator,
    percent_of_cohort,
    estimate,
    estimate_lower,
    estimate_upper,
    estimate_year,
    estimate_source,
    penetration_percent,
    unmet_percent,
    unmet_lower,
    unmet_upper,
    status,
    status_reason,
    left_out_count,
    left_out_reason
from cohorts
