-- Numerators and percentage denominators of measures counted from incidents, per area and month, rolled up to the
-- measure's window. An incident in several of a measure's categories counts once.
with measure_categories as (
    select * from {{ ref('int_measures_categorised') }}
),

categories_of_incidents as (
    select * from {{ ref('int_incidents_categorised') }}
),

incidents as (
    select * from {{ ref('int_incidents_located') }}
),

spine as (
    select * from {{ ref('int_measure_spine') }}
),

counted_incidents as (
    select distinct
        measure_categories.measure_id,
        measure_categories.side,
        incidents.incident_id,
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

monthly as (
    {% for area_code in ['csp_code', 'ward_code', 'lsoa_code'] %}
        select
            measure_id,
            side,
            month_start_date,
            {{ area_code }} as area_code,
            count(*) as incident_count
        from counted_incidents
        where {{ area_code }} is not null
        group by all
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
),

unplaced as (
    -- In the figure of the whole area, and in that of no ward or small area.
    select
        measure_id,
        month_start_date,
        count(*) as incident_count
    from counted_incidents
    where not has_place and csp_code is not null and side = 'numerator'
    group by measure_id, month_start_date
),

windows as (
    select distinct
        measure_id,
        period,
        period_end_date,
        window_months
    from spine
    where source in ('crime', 'asb')
),

unplaced_windows as (
    select
        windows.measure_id,
        windows.period,
        coalesce(sum(unplaced.incident_count), 0) as unplaced_count
    from windows
    left join unplaced
        on
            windows.measure_id = unplaced.measure_id
            and windows.period_end_date >= unplaced.month_start_date
            and unplaced.month_start_date > windows.period_end_date - to_months(windows.window_months)
    group by windows.measure_id, windows.period
)

select
    spine.measure_id,
    spine.area_code,
    spine.period,
    coalesce(sum(monthly.incident_count) filter (where monthly.side = 'numerator'), 0) as numerator,
    case
        when spine.unit = 'percent'
            then coalesce(sum(monthly.incident_count) filter (where monthly.side = 'denominator'), 0)
    end as denominator,
    any_value(unplaced_windows.unplaced_count) as unplaced_count
from spine
inner join unplaced_windows using (measure_id, period)
left join monthly
    on
        spine.measure_id = monthly.measure_id
        and spine.area_code = monthly.area_code
        and spine.period_end_date >= monthly.month_start_date
        and monthly.month_start_date > spine.period_end_date - to_months(spine.window_months)
where spine.source in ('crime', 'asb')
group by spine.measure_id, spine.area_code, spine.period, spine.unit
