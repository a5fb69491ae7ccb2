-- Every period of every feed that has ended: supplied, late or not yet due. Silence is a row here, not a missing one.
-- For feeds of incidents in use: how many rows have no place, used or left out, and how many are coded in the other
-- vintage of small areas than the newest in use. Only a delivery of the area's own part counts: other forces' files
-- never make a month of this area supplied.
with expected_periods as (
    select * from {{ ref('stg_expected_periods') }}
),

deliveries as (
    select * from {{ ref('stg_deliveries') }}
),

incidents as (
    select * from {{ ref('int_incidents_unioned') }}
),

small_areas as (
    select * from {{ ref('int_small_areas_resolved') }}
),

vintages as (
    select * from {{ ref('int_vintages_detected') }}
),

supplied_periods as (
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
    from deliveries
    where is_of_area
    group by feed, period
),

first_records as (
    select
        feed,
        min(records_from_date) as records_from_date
    from deliveries
    group by feed
),

places_counted as (
    select
        incidents.feed,
        incidents.period,
        count(*) filter (where incidents.lsoa_code is null) as blank_count,
        count(*) filter (
            where small_areas.is_2011 and not small_areas.is_2021 and vintages.lsoa_vintage = '2011 and 2021'
        ) as other_vintage_count
    from incidents
    left join small_areas using (lsoa_code)
    left join vintages on incidents.feed = vintages.feed
    group by incidents.feed, incidents.period
)

select
    expected_periods.feed,
    expected_periods.cadence,
    expected_periods.period,
    expected_periods.period_start_date,
    expected_periods.period_end_date,
    expected_periods.due_date,
    expected_periods.is_expected,
    expected_periods.disclosure_class,
    expected_periods.has_volume,
    expected_periods.unplaced,
    expected_periods.has_consent,
    case
        when supplied_periods.feed is not null then {{ coverage_status('supplied') }}
        when not expected_periods.is_expected then {{ coverage_status('not expected') }}
        when expected_periods.is_due then {{ coverage_status('late') }}
        else {{ coverage_status('not yet due') }}
    end as coverage_status,
    coalesce(supplied_periods.is_revised, false) as is_revised,
    supplied_periods.version,
    supplied_periods.received_on,
    first_records.records_from_date,
    supplied_periods.received_count,
    supplied_periods.accepted_count,
    supplied_periods.rejected_count,
    supplied_periods.unconsented_count,
    supplied_periods.duplicate_count,
    supplied_periods.out_of_area_count,
    supplied_periods.left_out_count,
    supplied_periods.accepted_count + supplied_periods.out_of_area_count as judged_count,
    places_counted.blank_count + supplied_periods.left_out_count as unplaced_count,
    places_counted.other_vintage_count,
    {{ is_placed('unplaced_count', 'judged_count') }} as is_placed
from expected_periods
left join supplied_periods using (feed, period)
left join first_records using (feed)
left join places_counted using (feed, period)
