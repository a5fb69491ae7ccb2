select
    feed,
    cadence,
    period,
    period_start_date,
    period_end_date,
    due_date,
    is_expected,
    coverage_status,
    is_revised,
    version,
    received_count,
    accepted_count,
    rejected_count,
    duplicate_count,
    out_of_area_count
from {{ ref('int_feeds_covered') }}
