-- Incidents that count in a measure, per side, area and month: what figures over any window are added up from. An
-- incident in several of a measure's categories counts once. Those without a place, which the whole area alone has, are
-- also a row of their own, without an area. Of a count of people, the types of crime whose number everybody knows are
-- protected apart from the rest: with both in one, the rest would be narrowed by what is known.
with measure_categories as (
    select * from {{ ref('int_measures_categorised') }}
),

categories_of_incidents as (
    select * from {{ ref('int_incidents_categorised') }}
),

incidents as (
    select * from {{ ref('int_incidents_located') }}
),

measures as (
    select * from {{ ref('int_measures_defined') }}
),

types_within as (
    select * from {{ ref('int_types_within') }}
),

counted_incidents as (
    select distinct
        measure_categories.measure_id,
        measure_categories.side,
        incidents.incident_id,
        incidents.incident_noise,
        incidents.month_start_date,
        incidents.has_place,
        incidents.lsoa_code,
        incidents.ward_code,
        incidents.csp_code,
        types_within.incident_type is not null as is_known
    from measure_categories
    inner join categories_of_incidents using (category)
    inner join incidents
        on
            categories_of_incidents.incident_id = incidents.incident_id
            and measure_categories.source = incidents.subject
    left join types_within
        on
            measure_categories.measure_id = types_within.counted
            and measure_categories.side = types_within.side
            and incidents.incident_type = types_within.incident_type
),

counted as (
    {% for area_code in ['csp_code', 'ward_code', 'lsoa_code'] %}
        select
            measure_id,
            side,
            month_start_date,
            {{ area_code }} as area_code,
            count(*) as incident_count,
            {{ group_key('incident_noise') }} as group_key,
            count(*) filter (where is_known) as known_count,
            {{ group_key('case when is_known then incident_noise end') }} as known_key
        from counted_incidents
        where {{ area_code }} is not null
        group by all
        union all
    {% endfor %}
    select
        measure_id,
        side,
        month_start_date,
        null as area_code,
        count(*) as incident_count,
        {{ group_key('incident_noise') }} as group_key,
        count(*) filter (where is_known) as known_count,
        {{ group_key('case when is_known then incident_noise end') }} as known_key
    from counted_incidents
    where not has_place and csp_code is not null
    group by measure_id, side, month_start_date
),

sides as (
    select
        *,
        coalesce(max(incident_count) filter (where side = 'numerator') over places, 0) as part,
        max(group_key) filter (where side = 'numerator') over places as part_key,
        coalesce(max(known_count) filter (where side = 'numerator') over places, 0) as known_part,
        max(known_key) filter (where side = 'numerator') over places as known_part_key
    from counted
    window places as (partition by measure_id, month_start_date, area_code)
),

parts as (
    select
        sides.measure_id,
        sides.side,
        sides.month_start_date,
        sides.area_code,
        sides.incident_count,
        measures.disclosure_class,
        {{ protected_whole('sides.part', 'sides.part_key', 'sides.known_part', 'sides.known_part_key') }} as numerator,
        {{ protected_rest('sides.incident_count', 'sides.group_key', 'sides.part', 'sides.part_key') }} as rest
    from sides
    inner join measures using (measure_id)
),

figures as (
    select
        measure_id,
        side,
        month_start_date,
        area_code,
        case
            when disclosure_class = 'event' then incident_count
            when side = 'numerator' then numerator
            else numerator + rest
        end as incident_count
    from parts
)

{{ as_published('figures') }}
