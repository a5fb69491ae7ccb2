-- Every period of every feed that has ended: supplied, late or not yet due. Silence is a row here, not a missing one.
-- For feeds of incidents in use: how many rows have no place, used or left out, and how many are coded in the other vintage of
-- small areas than the newest in use. Only a delivery of the area's own part counts: other forces' files never make a month of this area supplied.
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
        sum(unconsented_count) as unconsented_count,
        sum(duplicate_count) as duplicate_count,
        sum(out_of_area_count) as out_of_area_count,
        sum(left_out_count) as left_out_count
    from {{ ref('stg_deliveries') }}
    where is_of_area
    group by feed, period
),

began as (
    select feed, min(records_from_date) as records_from_date
    from {{ ref('stg_deliveries') }}
    group by feed
),

placed as (
    select incidents.feed, incidents.period,
        count(*) filter (where incidents.lsoa_code is null) as blank_count,
        count(*) filter (where areas.is_2011 and not areas.is_2021 and vintages.lsoa_vintage = '2011 and 2021') as other_vintage_count
    from {{ ref('int_incidents_unioned') }} as incidents
    left join {{ ref('int_small_areas_resolved') }} as areas using (lsoa_code)
    left join {{ ref('int_vintages_detected') }} as vintages on incidents.feed = vintages.feed
    group by incidents.feed, incidents.period
)

select
    expected.feed,
    expected.cadence,
    expected.period,
    expected.period_start_date,
    expected.period_end_date,
    expected.due_date,
    expected.is_expected,
    expected.disclosure_class,
    case
        when supplied.feed is not null then 'supplied'
        when not expected.is_expected then 'not expected'
        when expected.is_due then 'late'
        else 'not yet due'
    end as coverage_status,
    coalesce(supplied.is_revised, false) as is_revised,
    supplied.version,
    supplied.received_on,
    began.records_from_date,
    supplied.received_count,
    supplied.accepted_count,
    supplied.rejected_count,
    supplied.unconsented_count,
    supplied.duplicate_count,
    supplied.out_of_area_count,
    supplied.accepted_count + supplied.out_of_area_count as judged_count,
    placed.blank_count + supplied.left_out_count as unplaced_count,
    placed.other_vintage_count,
    {{ is_placed('placed.blank_count + supplied.left_out_count', '(supplied.accepted_count + supplied.out_of_area_count)') }}
        as is_placed
from {{ ref('stg_expected_periods') }} as expected
left join supplied using (feed, period)
left join began using (feed)
left join placed using (feed, period)
