-- What fire, health and ambulance services share under the Regulations of 2007, and emergency departments of assaults,
-- counted: item, area and stretch of time. The area's own total is of every row delivered. A fire has a small area and
-- so a ward; an admission or a call has the outward part of a postcode, which follows no boundary of ours; attendances
-- have the kind of place of the assault. Wards, postcode districts and kinds of place are shown for whole years only: a
-- month of one is a handful of people.
{% set partner_feeds = "'fire_incidents', 'hospital_admissions', 'ambulance_calls', 'violence_attendances'" %}
with fires as (
    select * from {{ ref('stg_fire_incidents') }}
),

admissions as (
    select * from {{ ref('stg_hospital_admissions') }}
),

ambulance_calls as (
    select * from {{ ref('stg_ambulance_calls') }}
),

attendances as (
    select * from {{ ref('stg_violence_attendances') }}
),

small_areas as (
    select * from {{ ref('int_small_areas_resolved') }}
),

listed_areas as (
    select * from {{ ref('int_areas_listed') }}
),

feeds_covered as (
    select * from {{ ref('int_feeds_covered') }}
),

settings as (
    select * from {{ ref('stg_build_settings') }}
),

code_lists as (
    select * from {{ ref('code_lists') }}
),

incidents as (
    select
        'fire_incidents' as feed,
        fires.category as item,
        cast(date_trunc('month', fires.incident_date) as date) as month_start_date,
        fires.incident_noise as row_noise,
        'ward' as area_type,
        small_areas.ward_code as area_code
    from fires
    left join small_areas using (lsoa_code)
    union all
    select
        'hospital_admissions' as feed,
        category as item,
        cast(admission_month as date) as month_start_date,
        row_noise,
        'outward postcode' as area_type,
        outward_code as area_code
    from admissions
    union all
    select
        'ambulance_calls' as feed,
        category as item,
        cast(call_month as date) as month_start_date,
        row_noise,
        'outward postcode' as area_type,
        outward_code as area_code
    from ambulance_calls
    union all
    select
        'violence_attendances' as feed,
        assault_method as item,
        cast(arrival_month as date) as month_start_date,
        row_noise,
        'kind of place' as area_type,
        location_type as area_code
    from attendances
),

home as (
    select
        area_code,
        area_name
    from listed_areas
    where area_type = 'csp'
    qualify count(*) over () = 1
),

placed_incidents as (
    select
        feed,
        item,
        month_start_date,
        row_noise,
        area_type,
        area_code
    from incidents
    union all
    select
        incidents.feed,
        incidents.item,
        incidents.month_start_date,
        incidents.row_noise,
        'csp' as area_type,
        home.area_code
    from incidents
    cross join home
),

feeds as (
    select unnest([{{ partner_feeds }}]) as feed
),

areas as (
    select
        feeds.feed,
        home.area_code,
        home.area_name,
        'csp' as area_type
    from feeds
    cross join home
    union all
    select
        'fire_incidents' as feed,
        area_code,
        area_name,
        'ward' as area_type
    from listed_areas
    where area_type = 'ward'
    union all
    select distinct
        feed,
        area_code,
        area_code as area_name,
        area_type
    from placed_incidents
    where area_type = 'outward postcode' and area_code is not null
    union all
    select
        'violence_attendances' as feed,
        code as area_code,
        code as area_name,
        'kind of place' as area_type
    from code_lists
    where list_name = 'assault_locations'
),

months_of_quarter as (
    select unnest([0, 1, 2]) as months_after
),

months as (
    select
        feeds_covered.feed,
        feeds_covered.coverage_status = {{ coverage_status('supplied') }} as is_supplied,
        feeds_covered.due_date > settings.history_end_date as is_to_come,
        cast(feeds_covered.period_start_date + to_months(months_of_quarter.months_after) as date) as month_start_date
    from feeds_covered
    cross join settings
    inner join months_of_quarter on feeds_covered.cadence = 'quarter' or months_of_quarter.months_after = 0
    where feeds_covered.feed in ({{ partner_feeds }})
),

window_lengths as (
    select unnest([1, 12]) as month_count
),

windows as (
    select
        ends.feed,
        if(window_lengths.month_count = 1, 'month', '12 months') as pattern,
        {{ month_key('ends.month_start_date') }} as period,
        min(months.month_start_date) as period_start_date,
        last_day(ends.month_start_date) as period_end_date,
        bool_and(months.is_supplied) as is_supplied,
        bool_or(not months.is_supplied and not months.is_to_come) as is_missing,
        datediff(
            'month',
            ends.month_start_date,
            max(max(months.month_start_date) filter (where months.is_supplied)) over (partition by ends.feed)
        ) % 12 = 0 as is_anchor,
        string_agg({{ month_key('months.month_start_date') }}, ', ' order by months.month_start_date) filter (
            where not months.is_supplied
        ) as missing_periods
    from months as ends
    cross join window_lengths
    inner join months
        on
            ends.feed = months.feed
            and datediff('month', months.month_start_date, ends.month_start_date)
            between 0 and window_lengths.month_count - 1
    group by ends.feed, window_lengths.month_count, ends.month_start_date
    having count(*) = window_lengths.month_count
),

counted as (
    -- Months of the whole area, and years of places: a place is shown for years alone.
    select
        windows.feed,
        code_lists.code as item,
        code_lists.code_group as rate_basis,
        -- A fire that was set is an event; who attends it, lives there, or calls for help is a person.
        if(
            windows.feed = 'fire_incidents' and code_lists.code like 'Deliberate%', 'event', 'person'
        ) as disclosure_class,
        areas.area_code,
        areas.area_name,
        areas.area_type,
        windows.pattern,
        windows.period,
        windows.period_start_date,
        windows.period_end_date,
        any_value(windows.is_supplied) as is_supplied,
        any_value(windows.is_missing) as is_missing,
        any_value(windows.missing_periods) as missing_periods,
        count(placed_incidents.area_code) as exact_count,
        -- In the figure of the whole area, and in that of none of its parts.
        count(placed_incidents.item) - count(placed_incidents.area_code) as unplaced_count,
        {{ group_key('placed_incidents.row_noise') }} as cell_key
    from windows
    inner join code_lists on windows.feed = code_lists.list_name
    inner join areas
        on
            windows.feed = areas.feed
            and if(
                areas.area_type = 'csp', windows.pattern = 'month', windows.pattern = '12 months' and windows.is_anchor
            )
    left join placed_incidents
        on
            windows.feed = placed_incidents.feed
            and code_lists.code = placed_incidents.item
            and areas.area_type = placed_incidents.area_type
            and areas.area_code = coalesce(placed_incidents.area_code, areas.area_code)
            and placed_incidents.month_start_date between windows.period_start_date and windows.period_end_date
    group by all
),

protected as (
    select
        * exclude (exact_count, cell_key),
        cast(
            if(disclosure_class = 'event', exact_count, {{ protected_count('exact_count', 'cell_key') }}) as bigint
        ) as incident_count
    from counted
),

published as (
    {{ as_published('protected') }}
),

years as (
    -- Of the whole area: the sum of its months, which are shown themselves.
    select
        windows.feed,
        published.item,
        published.rate_basis,
        published.disclosure_class,
        published.area_code,
        published.area_name,
        published.area_type,
        windows.pattern,
        windows.period,
        windows.period_start_date,
        windows.period_end_date,
        any_value(windows.is_supplied) as is_supplied,
        any_value(windows.is_missing) as is_missing,
        any_value(windows.missing_periods) as missing_periods,
        sum(published.incident_count) as incident_count,
        sum(published.unplaced_count) as unplaced_count
    from windows
    inner join published
        on
            windows.feed = published.feed
            and published.pattern = 'month'
            and published.period_start_date between windows.period_start_date and windows.period_end_date
    where windows.pattern = '12 months'
    group by all
),

whole as (
    select * from published
    union all by name
    select * from years
)

select
    feed,
    item,
    rate_basis,
    disclosure_class,
    area_code,
    area_name,
    area_type,
    pattern,
    period,
    period_start_date,
    period_end_date,
    is_supplied,
    is_missing,
    missing_periods,
    cast(incident_count as bigint) as incident_count,
    cast(unplaced_count as bigint) as unplaced_count
from whole
