-- How much of each kind of incident the busiest small areas hold.
with concentration as (
    select * from {{ ref('fct_concentration') }}
)

select
    subject,
    level,
    category,
    pattern,
    period,
    disclosure_class,
    place_count,
    numerator,
    top_5_percent_share,
    top_10_percent_share,
    top_25_percent_share,
    places_with_half_percent,
    gini,
    generalised_gini,
    gini_lower,
    gini_upper,
    repeat_percent,
    repeat_basis,
    kept_top_percent,
    near_repeat,
    status,
    status_reason,
    left_out_count,
    left_out_reason
from concentration
