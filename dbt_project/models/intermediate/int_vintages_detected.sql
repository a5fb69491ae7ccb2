-- Which vintage of small areas a feed's month is coded in: a code of the other vintage would show as a false zero.
-- A month says it itself where a code of one vintage only occurs. A month that does not, or was not delivered, goes with
-- the months around it: one code list replaces the other once. Else the calendar decides: codes of 2021 did not exist
-- before November 2022, unless an older month was sent again in them.
with months as (
    select feed, period
    from {{ ref('stg_expected_periods') }}
    where feed in ('police_crime', 'police_uk_street', 'asb_incidents')
),

coded as (
    select
        incidents.feed,
        incidents.period,
        bool_or(areas.is_2011 and not areas.is_2021) as has_only_2011,
        bool_or(areas.is_2021 and not areas.is_2011) as has_only_2021
    from {{ ref('int_incidents_unioned') }} as incidents
    inner join {{ ref('int_small_areas_resolved') }} as areas using (lsoa_code)
    group by incidents.feed, incidents.period
),

switches as (
    select
        feed,
        max(period) filter (where has_only_2011) as last_2011_period,
        min(period) filter (where has_only_2021) as first_2021_period
    from coded
    group by feed
)

select
    months.feed,
    months.period,
    case
        when coded.has_only_2021 and not coded.has_only_2011 then 2021
        when months.period <= switches.last_2011_period then 2011
        when months.period >= switches.first_2021_period then 2021
        when months.period < '2022-11' then 2011
        else 2021
    end as lsoa_vintage,
    coalesce(coded.has_only_2011 and coded.has_only_2021, false) as is_mixed
from months
left join coded using (feed, period)
left join switches using (feed)
