-- Harm beside volume over the newest twelve months: each crime weighs what its offence code weighs in the chosen edition. A
-- crime without a code cannot be weighed, and then the whole table says so: a type of data.police.uk spans from a slap to a killing.
-- A type whose crimes have codes can be: each crime weighs by its own.
with areas as (
    select * from {{ ref('fct_area_years') }} where measure_id = 'all_crime' and area_type in ('csp', 'ward')
),

grouped as (
    select period, offence_code, unnest([ward_code, csp_code]) as area_code,
        [
            {'level': 'all', 'category': 'all'},
            {'level': 'group', 'category': coalesce(offence_group, 'No offence code')},
            {'level': 'type', 'category': incident_type}
        ] as kinds
    from {{ ref('fct_incidents') }}
    where subject = 'crime'
),

crimes as (
    select period, offence_code, area_code, unnest(kinds, recursive := true) from grouped
),

summed as (
    select
        areas.area_code, kinds.level, kinds.category,
        count(crimes.area_code) as crime_count,
        count(weights.weight) as weighted_count,
        count(*) filter (where crimes.area_code is not null and crimes.offence_code is null) as coarse_count,
        coalesce(sum(weights.weight), 0) as harm
    from areas
    cross join (select distinct level, category from crimes where category is not null) as kinds
    left join crimes
        on areas.area_code = crimes.area_code and kinds.level = crimes.level and kinds.category = crimes.category
        and crimes.period between areas.period_from and areas.period_to
    left join {{ ref('dim_harm_weights') }} as weights on crimes.offence_code = weights.offence_code
    group by areas.area_code, kinds.level, kinds.category
),

judged as (
    select
        areas.*,
        summed.* exclude (area_code),
        editions.chosen_edition,
        case
            when areas.status not in ('observed', 'true zero') then areas.status
            when sum(summed.coarse_count) over () > 0 then 'not applicable'
            when not editions.is_delivered then 'not supplied'
            when summed.crime_count = 0 then 'true zero'
            else 'observed'
        end as harm_status,
        editions.delivered_editions
    from summed
    inner join areas using (area_code)
    cross join {{ ref('fct_harm_editions') }} as editions
)

select
    area_code, area_name, area_type, level, category, period_from, period_to,
    {{ category_disclosure_class("'crime'", 'level', 'category') }} as disclosure_class,
    {% set is_shown = "harm_status in ('observed', 'true zero')" %}
    {% set order_of = "partition by area_type, if(area_type = 'csp', area_code, category), level, " ~ is_shown %}
    case when status in ('observed', 'true zero') then crime_count end as crime_count,
    case when {{ is_shown }} then crime_count - weighted_count end as unweighted_count,
    case when {{ is_shown }} then harm end as harm,
    residents,
    case when {{ is_shown }} then {{ measure_value("'rate_per_1000'", 'harm', 'residents') }} end as harm_per_1000,
    case when {{ is_shown }} then rank() over ({{ order_of }} order by crime_count desc) end as rank_by_volume,
    case when {{ is_shown }} then rank() over ({{ order_of }} order by harm desc) end as rank_by_harm,
    chosen_edition as edition,
    harm_status as status,
    case
        when status not in ('observed', 'true zero') then 'a month of the twelve was not supplied'
        when harm_status = 'not applicable' then 'types of data.police.uk are too coarse to weigh: a weight belongs to an offence code'
        when harm_status = 'not supplied'
            then 'weights of edition ' || chosen_edition || ' are chosen; delivered: ' || coalesce(delivered_editions, 'none')
        when weighted_count < crime_count then 'crimes whose code has no weight are counted and weigh nothing'
    end as status_reason
from judged
