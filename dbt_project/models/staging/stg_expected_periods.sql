with source as (
    select * from {{ source('build', 'expected_periods') }}
)

select
    feed,
    cadence,
    period,
    period_start_date,
    period_end_date,
    due_date,
    is_due,
    is_expected,
    disclosure_class,
    has_volume,
    has_places,
    unplaced,
    has_consent
from source
