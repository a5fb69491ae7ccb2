-- Incidents that count in a measure, per side, area and month: what figures over any window are added up from. An
-- incident in several of a measure's categories counts once. Those without a place, which the whole area alone has, are
-- also a row of their own, without an area.
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
        incidents.csp_code
    from measure_categories
    inner join categories_of_incidents using (category)
    inner join incidents
        on
            categories_of_incidents.incident_id = incidents.incident_id
            and measure_categories.source = incidents.subject
),

counted as (
    {% for area_code in ['csp_code', 'ward_code', 'lsoa_code'] %}
        select
            measure_id,
            side,
            month_start_date,
            {{ area_code }} as area_code,
            count(*) as incident_count,
            {{ group_key('incident_noise') }} as group_key
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
        {{ group_key('incident_noise') }} as group_key
    from counted_incidents
    where not has_place and csp_code is not null
    group by measure_id, side, month_start_date
),

sides as (
    select
        *,
        coalesce(max(incident_count) filter (where side = 'numerator') over places, 0) as part,
        max(group_key) filter (where side = 'numerator') over places as part_key
    from counted
    window places as (partition by measure_id, month_start_date, area_code)
),

figures as (
    select
        sides.measure_id,
        sides.side,
        sides.month_start_date,
        sides.area_code,
        case
            when measures.disclosure_class = 'event' then sides.incident_count
            when sides.side = 'numerator' then {{ protected_count('sides.part', 'sides.part_key') }}
            else {{ protected_whole('sides.incident_count', 'sides.group_key', 'sides.part', 'sides.part_key') }}
        end as incident_count
    from sides
    inner join measures using (measure_id)
)

{{ as_published('figures') }}
