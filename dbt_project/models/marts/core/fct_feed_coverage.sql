with feeds_covered as (
    select * from {{ ref('int_feeds_covered') }}
)

select
    feed,
    cadence,
    period,
    period_start_date,
    period_end_date,
    due_date,
    is_expected,
    disclosure_class,
    coverage_status,
    is_revised,
    version,
    received_count,
    accepted_count,
    rejected_count - unconsented_count as rejected_count,
    unconsented_count,
    duplicate_count,
    out_of_area_count,
    unplaced,
    unplaced_count,
    other_vintage_count,
    is_placed
from feeds_covered
