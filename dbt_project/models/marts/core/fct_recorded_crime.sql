-- Every year between the first and the last published, every area of the comparison and every offence group: a year
-- that was not published has its rows too, and they say so. Counts below zero are cancelled crimes and are added like
-- the others.
with recorded_crime as (
    select * from {{ ref('int_recorded_crime_placed') }}
),

comparators as (
    select * from {{ ref('stg_sna_comparators') }}
),

lookup as (
    select * from {{ ref('stg_area_lookup') }}
),

settings as (
    select * from {{ ref('stg_build_settings') }}
),

first_years as (
    select
        unnest(generate_series(
            min(cast(left(financial_year, 4) as integer)),
            max(cast(left(financial_year, 4) as integer))
        )) as starts_in
    from recorded_crime
),

years as (
    select {{ financial_year_from('starts_in') }} as financial_year
    from first_years
),

areas as (
    select
        published_name as area_name,
        area_kind,
        area_code,
        residents,
        residents_on,
        source,
        listed_on
    from comparators
    where area_kind not in ({{ kinds_without_crime() }})
    union all
    select distinct
        area_name,
        area_kind,
        null as area_code,
        null as residents,
        null as residents_on,
        null as source,
        null as listed_on
    from recorded_crime
    where area_kind = 'not listed'
),

offence_groups as (
    select distinct offence_group
    from recorded_crime
    union all
    select 'All offences' as offence_group
),

home as (
    select lookup.csp_code
    from lookup
    inner join settings on settings.area_code in (lookup.district_code, lookup.csp_code)
),

counted as (
    select
        financial_year,
        area_name,
        area_kind,
        unnest([offence_group, 'All offences']) as offence_group,
        offence_count
    from recorded_crime
),

summed as (
    select
        financial_year,
        area_name,
        area_kind,
        offence_group,
        sum(offence_count) as crime_count
    from counted
    group by all
),

by_force as (
    select
        financial_year,
        area_name,
        area_kind,
        force_name,
        count(distinct financial_quarter) as quarter_count,
        bool_or(is_void) as is_void,
        string_agg(distinct publisher_note, ' | ' order by publisher_note) as publisher_note
    from recorded_crime
    group by all
),

covered as (
    select
        financial_year,
        area_name,
        area_kind,
        min(quarter_count) as quarter_count,
        count(*) as force_count,
        bool_or(is_void) as is_void,
        max(publisher_note) filter (where area_kind <> 'country') as publisher_note
    from by_force
    group by all
)

select
    years.financial_year,
    areas.area_name,
    areas.area_kind,
    areas.area_code,
    areas.area_code in (select home.csp_code from home) as is_home,
    offence_groups.offence_group,
    cast(case when covered.quarter_count is not null then coalesce(summed.crime_count, 0) end as bigint) as crime_count,
    cast(coalesce(covered.quarter_count, 0) as bigint) as quarter_count,
    cast(coalesce(covered.force_count, 0) as bigint) as force_count,
    -- What lies in a void partnership is in the force all the same.
    coalesce(covered.is_void, false) and areas.area_kind in ('partnership', 'not listed') as is_void,
    covered.publisher_note,
    cast(areas.residents as bigint) as residents,
    areas.residents_on,
    areas.source,
    areas.listed_on
from years
cross join areas
cross join offence_groups
left join covered
    on
        years.financial_year = covered.financial_year
        and areas.area_name = covered.area_name
        and areas.area_kind = covered.area_kind
left join summed
    on
        years.financial_year = summed.financial_year
        and areas.area_name = summed.area_name
        and areas.area_kind = summed.area_kind
        and offence_groups.offence_group = summed.offence_group
