-- Which vintage of small areas a feed is coded in: a code of the other vintage would show as a false zero. Codes that
-- exist in one vintage only decide. A feed that has both is counted throughout in the areas both share, so that its
-- months and years can be compared with one another. Without such a code the calendar decides: codes of 2021 did not
-- exist before November 2022.
{% set first_month_of_2021_codes = '2022-11' %}
with expected_periods as (
    select * from {{ ref('stg_expected_periods') }}
),

incidents as (
    select * from {{ ref('int_incidents_unioned') }}
),

small_areas as (
    select * from {{ ref('int_small_areas_resolved') }}
),

feeds as (
    select
        feed,
        max(period) as newest_period
    from expected_periods
    where has_places
    group by feed
),

codes_found as (
    select
        incidents.feed,
        bool_or(small_areas.is_2011 and not small_areas.is_2021) as has_only_2011,
        bool_or(small_areas.is_2021 and not small_areas.is_2011) as has_only_2021
    from incidents
    inner join small_areas using (lsoa_code)
    group by incidents.feed
)

select
    feeds.feed,
    case
        when codes_found.has_only_2011 and codes_found.has_only_2021 then '2011 and 2021'
        when codes_found.has_only_2011 then '2011'
        when codes_found.has_only_2021 then '2021'
        when feeds.newest_period < '{{ first_month_of_2021_codes }}' then '2011'
        else '2021'
    end as lsoa_vintage
from feeds
left join codes_found using (feed)
