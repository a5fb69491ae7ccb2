-- Which vintage of small areas a feed is coded in: a code of the other vintage would show as a false zero. Codes that exist in
-- one vintage only tell. A feed that has both is counted throughout in the areas both share, so that its months and years can be
-- compared with one another. Without such a code the calendar decides: codes of 2021 did not exist before November 2022.
with feeds as (
    select feed, max(period) as newest_period
    from {{ ref('stg_expected_periods') }}
    where feed in ('police_crime', 'police_uk_street', 'asb_incidents')
    group by feed
),

coded as (
    select
        incidents.feed,
        bool_or(areas.is_2011 and not areas.is_2021) as has_only_2011,
        bool_or(areas.is_2021 and not areas.is_2011) as has_only_2021
    from {{ ref('int_incidents_unioned') }} as incidents
    inner join {{ ref('int_small_areas_resolved') }} as areas using (lsoa_code)
    group by incidents.feed
)

select
    feeds.feed,
    case
        when coded.has_only_2011 and coded.has_only_2021 then '2011 and 2021'
        when coded.has_only_2011 then '2011'
        when coded.has_only_2021 then '2021'
        when feeds.newest_period < '2022-11' then '2011'
        else '2021'
    end as lsoa_vintage
from feeds
left join coded using (feed)
