-- What fire, health and ambulance services share under the Regulations of 2007, counted: item, area and stretch of time. The
-- area's own total is of every row delivered. A fire has a small area, hence a ward; an admission or a call has the outward part of
-- a postcode, which follows no boundary of ours. Wards and postcode districts are shown for whole years only: a month of one is a
-- handful of people.
with incidents as (
    select 'fire_incidents' as feed, fires.category as item, cast(date_trunc('month', fires.incident_date) as date) as month_start_date,
        'ward' as area_type, small.ward_code as area_code
    from {{ ref('stg_fire_incidents') }} as fires
    left join {{ ref('int_small_areas_resolved') }} as small using (lsoa_code)
    union all
    select 'hospital_admissions', category, cast(admission_month as date), 'outward postcode', outward_code
    from {{ ref('stg_hospital_admissions') }}
    union all
    select 'ambulance_calls', category, cast(call_month as date), 'outward postcode', outward_code
    from {{ ref('stg_ambulance_calls') }}
),

home as (
    select area_code, area_name from {{ ref('int_areas_listed') }} where area_type = 'csp' qualify count(*) over () = 1
),

placed as (
    select feed, item, month_start_date, area_type, area_code from incidents where area_code is not null
    union all
    select incidents.feed, incidents.item, incidents.month_start_date, 'csp', home.area_code from incidents cross join home
),

areas as (
    select feeds.feed, home.*, 'csp' as area_type
    from (select unnest(['fire_incidents', 'hospital_admissions', 'ambulance_calls']) as feed) as feeds cross join home
    union all
    select 'fire_incidents', area_code, area_name, 'ward' from {{ ref('int_areas_listed') }} where area_type = 'ward'
    union all
    select distinct feed, area_code, area_code, area_type from placed where area_type = 'outward postcode'
),

months as (
    select feeds.feed, feeds.coverage_status = 'supplied' as is_supplied, feeds.due_date > settings.history_end_date as is_to_come,
        cast(feeds.period_start_date + to_months(steps.step) as date) as month_start_date
    from {{ ref('int_feeds_covered') }} as feeds
    cross join {{ ref('stg_build_settings') }} as settings
    cross join (select unnest([0, 1, 2]) as step) as steps
    where feeds.feed in ('fire_incidents', 'hospital_admissions', 'ambulance_calls')
),

windows as (
    select ends.feed, if(lengths.length = 1, 'month', '12 months') as pattern, ends.month_start_date as to_month,
        min(months.month_start_date) as from_month, bool_and(months.is_supplied) as is_supplied,
        bool_or(not months.is_supplied and not months.is_to_come) as is_missing,
        datediff('month', ends.month_start_date, max(max(months.month_start_date) filter (where months.is_supplied))
            over (partition by ends.feed)) % 12 = 0 as is_anchor,
        string_agg({{ month_key('months.month_start_date') }}, ', ' order by months.month_start_date)
            filter (where not months.is_supplied) as missing_periods
    from months as ends
    cross join (select unnest([1, 12]) as length) as lengths
    inner join months
        on ends.feed = months.feed and datediff('month', months.month_start_date, ends.month_start_date) between 0 and lengths.length - 1
    group by ends.feed, lengths.length, ends.month_start_date
    having count(*) = lengths.length
)

select windows.feed, items.code as item, items.code_group as rate_basis, areas.area_code, areas.area_name, areas.area_type,
    windows.pattern, {{ month_key('windows.to_month') }} as period, windows.from_month as period_start_date,
    last_day(windows.to_month) as period_end_date,
    any_value(windows.is_supplied) as is_supplied, any_value(windows.is_missing) as is_missing,
    any_value(windows.missing_periods) as missing_periods, count(placed.item) as incident_count
from windows
inner join {{ ref('code_lists') }} as items on windows.feed = items.list_name
inner join areas on windows.feed = areas.feed and (areas.area_type = 'csp' or (windows.is_anchor and windows.pattern = '12 months'))
left join placed
    on windows.feed = placed.feed and items.code = placed.item and areas.area_type = placed.area_type
    and areas.area_code = placed.area_code and placed.month_start_date between windows.from_month and windows.to_month
group by all
