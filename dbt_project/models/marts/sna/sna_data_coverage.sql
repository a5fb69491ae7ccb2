-- What was supplied for which period, what is late since when, and where every received row went. Of a feed about
-- people a few rows set aside are a small count too, which the rows received would give back.
with feed_coverage as (
    select * from {{ ref('fct_feed_coverage') }}
)

select
    feed,
    cadence,
    period,
    period_start_date,
    due_date,
    coverage_status,
    {{ feed_class('feed', 'disclosure_class') }} as disclosure_class,
    case coverage_status
        when {{ coverage_status('supplied') }} then {{ status('observed') }}
        when {{ coverage_status('late') }} then {{ status('not supplied') }}
        else {{ status('not yet due') }}
    end as status,
    case when coverage_status = {{ coverage_status('late') }} then due_date + 1 end as late_since_date,
    -- For the public, periods of people stay as they were shown: that one came again would say when somebody changed.
    is_revised and not ({{ is_public() | lower }} and {{ feed_class('feed', 'disclosure_class') }} = 'person')
        as is_revised,
    cast(version as integer) as version,
    cast(received_count as bigint) as received_count,
    cast(accepted_count as bigint) as accepted_count,
    cast(rejected_count as bigint) as rejected_count,
    cast(unconsented_count as bigint) as unconsented_count,
    cast(duplicate_count as bigint) as duplicate_count,
    cast(out_of_area_count as bigint) as out_of_area_count,
    unplaced,
    cast(unplaced_count as bigint) as unplaced_count,
    cast(other_vintage_count as bigint) as other_vintage_count,
    is_placed
from feed_coverage
where coverage_status <> {{ coverage_status('not expected') }}
