-- Small areas where incidents gather beyond chance, and whether they do so year after year.
with hotspots as (
    select * from {{ ref('fct_hotspots') }}
)

select
    subject,
    level,
    category,
    pattern,
    period,
    area_code,
    disclosure_class,
    numerator,
    place_rank,
    tied_count,
    share_percent,
    gi_z,
    p_value,
    q_value,
    hotspot,
    neighbours,
    top_year_count,
    year_count,
    is_top,
    is_persistent,
    status,
    status_reason,
    left_out_count,
    left_out_reason
from hotspots
