-- Numerators and percentage denominators of measures counted from incidents, per area and month, rolled up to the
-- measure's window. An incident in several of a measure's categories counts once.
with counted as (
    select distinct categories.measure_id, categories.side, incidents.incident_id, incidents.month_start_date,
        incidents.lsoa_code, incidents.ward_code, incidents.csp_code
    from {{ ref('int_measures_categorised') }} as categories
    inner join {{ ref('int_incidents_categorised') }} as listed using (category)
    inner join {{ ref('int_incidents_located') }} as incidents
        on listed.incident_id = incidents.incident_id and categories.source = incidents.subject
),

monthly as (
    select measure_id, side, month_start_date, csp_code as area_code, count(*) as incident_count
    from counted where csp_code is not null group by all
    union all
    select measure_id, side, month_start_date, ward_code, count(*)
    from counted where ward_code is not null group by all
    union all
    select measure_id, side, month_start_date, lsoa_code, count(*)
    from counted where lsoa_code is not null group by all
)

select
    spine.measure_id,
    spine.area_code,
    spine.period,
    coalesce(sum(monthly.incident_count) filter (where monthly.side = 'numerator'), 0) as numerator,
    case
        when spine.unit = 'percent'
            then coalesce(sum(monthly.incident_count) filter (where monthly.side = 'denominator'), 0)
    end as denominator
from {{ ref('int_measure_spine') }} as spine
left join monthly
    on
        spine.measure_id = monthly.measure_id
        and spine.area_code = monthly.area_code
        and monthly.month_start_date <= spine.period_end_date
        and monthly.month_start_date > spine.period_end_date - to_months(spine.window_months)
where spine.source in ('crime', 'asb')
group by spine.measure_id, spine.area_code, spine.period, spine.unit
