-- Fires that the Home Office publishes by small area, counted for the area and its wards, with what decides whether a
-- count may be shown. Every year from the first to the last that came is there, also one of no file. A fire in a
-- dwelling, or in its chimney, is counted for the area alone: in a ward it is one household, and the number would bound
-- that of dwellings without a smoke alarm, which is a count of people.
with fires as (
    select * from {{ ref('stg_published_fires') }}
),

deliveries as (
    select * from {{ ref('stg_deliveries') }}
),

small_areas as (
    select * from {{ ref('int_small_areas_resolved') }}
),

listed_areas as (
    select * from {{ ref('int_areas_listed') }}
),

code_lists as (
    select * from {{ ref('code_lists') }}
),

held as (
    select
        cast(period as integer) as year_ended,
        max(received_on) as received_on,
        sum(received_count) as received_count,
        sum(accepted_count) as accepted_count,
        sum(left_out_count) as left_out_count
    from deliveries
    where feed = 'published_fires'
    group by period
),

years as (
    select unnest(range(min(year_ended), max(year_ended) + 1)) as year_ended
    from held
),

kinds as (
    select
        code as incident_type,
        code_group
    from code_lists
    where list_name = 'published_fires' and code_group <> 'no fire'
),

located as (
    select
        cast(fires.period as integer) as year_ended,
        fires.incident_type,
        kinds.code_group,
        small_areas.csp_code,
        small_areas.ward_code,
        small_areas.is_2011 and not small_areas.is_2021 as is_of_2011
    from fires
    inner join kinds using (incident_type)
    inner join small_areas using (lsoa_code)
),

of_year as (
    select
        year_ended,
        bool_or(is_of_2011) as is_of_2011,
        bool_or(code_group = 'not told apart') as is_mixed
    from located
    group by year_ended
),

placed as (
    select
        year_ended,
        incident_type,
        csp_code as area_code
    from located
    union all
    select
        year_ended,
        {{ all_fires() }} as incident_type,
        csp_code as area_code
    from located
    union all
    select
        year_ended,
        incident_type,
        ward_code as area_code
    from located
),

counted as (
    select
        year_ended,
        incident_type,
        area_code,
        count(*) as fire_count
    from placed
    group by all
),

shown_kinds as (
    select
        incident_type,
        code_group
    from kinds
    union all
    select
        {{ all_fires() }} as incident_type,
        'whole area alone' as code_group
)

select
    years.year_ended,
    shown_kinds.incident_type,
    listed_areas.area_code,
    listed_areas.area_name,
    listed_areas.area_type,
    held.year_ended is not null as is_held,
    held.received_on,
    held.received_count,
    held.accepted_count,
    held.left_out_count,
    -- Some buildings of the year are called dwellings or other buildings: of neither there is a whole number.
    coalesce(of_year.is_mixed, false)
    and shown_kinds.incident_type in ('Dwelling fire', 'Other building fire') as is_mixed,
    listed_areas.area_type = 'csp'
    or listed_areas.is_2011
    or not coalesce(of_year.is_of_2011, false) as is_countable,
    coalesce(counted.fire_count, 0) as fire_count
from years
cross join shown_kinds
inner join listed_areas
    on
        listed_areas.area_type = 'csp'
        or (listed_areas.area_type = 'ward' and shown_kinds.code_group = 'wards too')
left join held on years.year_ended = held.year_ended
left join of_year on years.year_ended = of_year.year_ended
left join counted
    on
        years.year_ended = counted.year_ended
        and shown_kinds.incident_type = counted.incident_type
        and listed_areas.area_code = counted.area_code
where shown_kinds.code_group <> 'not told apart' or counted.fire_count is not null
