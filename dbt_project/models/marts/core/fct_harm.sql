-- Harm beside volume over the newest twelve months: each crime weighs what its offence code weighs in the chosen
-- edition. A crime without a code cannot be weighed, and then the whole table says so: a type of data.police.uk spans
-- from a slap to a killing. A type whose crimes have codes can be: each crime weighs by its own.
with area_years as (
    select * from {{ ref('fct_area_years') }}
),

incidents as (
    select * from {{ ref('fct_incidents') }}
),

weights as (
    select * from {{ ref('dim_harm_weights') }}
),

editions as (
    select * from {{ ref('fct_harm_editions') }}
),

areas as (
    select *
    from area_years
    where measure_id = 'all_crime' and area_type in ('csp', 'ward')
),

crimes_by_area as (
    select
        period,
        offence_code,
        unnest([ward_code, csp_code]) as area_code,
        [
            { 'level': 'all', 'category': 'all' },
            { 'level': 'group', 'category': coalesce(offence_group, 'No offence code') },
            { 'level': 'type', 'category': incident_type }
        ] as kinds
    from incidents
    where subject = 'crime'
),

crimes_by_kind as (
    select
        period,
        offence_code,
        area_code,
        unnest(kinds) as kind
    from crimes_by_area
),

crimes as (
    select
        period,
        offence_code,
        area_code,
        kind['level'] as level,
        kind['category'] as category
    from crimes_by_kind
),

categories as (
    select distinct
        level,
        category
    from crimes
    where category is not null
),

years as (
    select distinct
        period_from,
        period_to
    from areas
),

unplaced as (
    -- In the partnership's figure, and in that of no ward.
    select
        crimes.level,
        crimes.category,
        count(*) as unplaced_count
    from crimes
    inner join years on crimes.period between years.period_from and years.period_to
    where crimes.area_code is null
    group by crimes.level, crimes.category
),

summed as (
    select
        areas.area_code,
        categories.level,
        categories.category,
        count(crimes.area_code) as crime_count,
        count(weights.weight) as weighted_count,
        count(*) filter (where crimes.area_code is not null and crimes.offence_code is null) as coarse_count,
        coalesce(sum(weights.weight), 0) as harm
    from areas
    cross join categories
    left join crimes
        on
            areas.area_code = crimes.area_code
            and categories.level = crimes.level
            and categories.category = crimes.category
            and crimes.period between areas.period_from and areas.period_to
    left join weights on crimes.offence_code = weights.offence_code
    group by areas.area_code, categories.level, categories.category
),

judged as (
    select
        areas.*,
        summed.level,
        summed.category,
        summed.crime_count,
        summed.weighted_count,
        summed.harm,
        coalesce(unplaced.unplaced_count, 0) as unplaced_count,
        {{ category_disclosure_class("'crime'", 'summed.level', 'summed.category') }} as category_class,
        editions.chosen_edition,
        editions.delivered_editions,
        case
            when not {{ has_value('areas.status') }} then areas.status
            when sum(summed.coarse_count) over () > 0 then {{ status('not applicable') }}
            when not editions.is_delivered then {{ status('not supplied') }}
            when summed.crime_count = 0 then {{ status('true zero') }}
            else {{ status('observed') }}
        end as harm_status,
        {{ has_value('areas.status') }} as is_counted,
        {{ has_value('harm_status') }} as is_weighed
    from summed
    inner join areas using (area_code)
    left join unplaced using (level, category)
    cross join editions
)

select
    area_code,
    area_name,
    area_type,
    level,
    category,
    period_from,
    period_to,
    -- What crimes weigh together says what kinds they are: of wards that is one offence, and so one victim.
    if({{ is_public() | lower }}, 'person', category_class) as disclosure_class,
    case when is_counted then crime_count end as crime_count,
    case when is_weighed then crime_count - weighted_count end as unweighted_count,
    case when is_weighed then harm end as harm,
    residents,
    case when is_weighed then {{ measure_value("'rate_per_1000'", 'harm', 'residents') }} end as harm_per_1000,
    case when is_weighed then rank() over (among_alike order by crime_count desc) end as rank_by_volume,
    case when is_weighed then rank() over (among_alike order by harm desc) end as rank_by_harm,
    chosen_edition as edition,
    harm_status as status,
    case
        when not is_counted then 'a month of the twelve was not supplied'
        when harm_status = {{ status('not applicable') }}
            then 'types of data.police.uk are too coarse to weigh: a weight belongs to an offence code'
        when harm_status = {{ status('not supplied') }}
            then
                'weights of edition '
                || chosen_edition
                || ' are chosen; delivered: '
                || coalesce(delivered_editions, 'none')
        when weighted_count < crime_count then 'crimes whose code has no weight are counted and weigh nothing'
    end as status_reason,
    cast(
        case
            when left_out_reason = {{ left_out_reason('no place, in no figure') }} then left_out_count
            -- Of people no count: with it the one ward that is withheld could be worked out from the others.
            when left_out_reason is not null and category_class = 'event' then unplaced_count
        end as bigint
    ) as left_out_count,
    left_out_reason
from judged
-- Categories of one partnership are ranked among themselves, and so are the wards in one category.
window among_alike as (
    partition by
        area_type,
        if(area_type = 'csp', area_code, category),
        level,
        is_weighed
)
