-- Harm beside volume: what a group or a type of crime weighs, beside how many of it there are.
with harm as (
    select * from {{ ref('fct_harm') }}
)

select
    area_code,
    area_name,
    area_type,
    level,
    category,
    period_from,
    period_to,
    disclosure_class,
    crime_count,
    unweighted_count,
    harm,
    residents,
    harm_per_1000,
    rank_by_volume,
    rank_by_harm,
    edition,
    status,
    status_reason,
    left_out_count,
    left_out_reason
from harm
