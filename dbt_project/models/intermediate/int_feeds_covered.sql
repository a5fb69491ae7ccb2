-- Every period of every feed that has ended: supplied, late or not yet due. Silence is a row here, not a missing one.
-- Only a delivery of the area's own part counts: other forces' files never make a month of this area supplied.
with supplied as (
    select
        feed,
        period,
        bool_or(is_revised) as is_revised,
        max(version) as version,
        max(received_on) as received_on,
        sum(received_count) as received_count,
        sum(accepted_count) as accepted_count,
        sum(rejected_count) as rejected_count,
        sum(duplicate_count) as duplicate_count,
        sum(out_of_area_count) as out_of_area_count
    from {{ ref('stg_deliveries') }}
    where is_of_area
    group by feed, period
)

select
    expected.feed,
    expected.cadence,
    expected.period,
    expected.period_start_date,
    expected.period_end_date,
    expected.due_date,
    expected.is_expected,
    case
        when supplied.feed is not null then 'supplied'
        when not expected.is_expected then 'not expected'
        when expected.is_due then 'late'
        else 'not yet due'
    end as coverage_status,
    coalesce(supplied.is_revised, false) as is_revised,
    supplied.version,
    supplied.received_on,
    supplied.received_count,
    supplied.accepted_count,
    supplied.rejected_count,
    supplied.duplicate_count,
    supplied.out_of_area_count
from {{ ref('stg_expected_periods') }} as expected
left join supplied using (feed, period)
