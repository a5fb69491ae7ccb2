-- Numerators and percentage denominators of measures counted from incidents, per area: the months of the measure's
-- window added up, without those in which cases are only followed.
with monthly as (
    select * from {{ ref('int_measure_incidents_counted') }}
),

spine as (
    select * from {{ ref('int_measure_spine') }}
),

windows as (
    select distinct
        measure_id,
        period,
        period_end_date,
        window_months,
        followed_months
    from spine
    where source in ('crime', 'asb')
),

unplaced_windows as (
    -- In the figure of the whole area, and in that of no ward or small area.
    select
        windows.measure_id,
        windows.period,
        coalesce(sum(monthly.incident_count), 0) as unplaced_count
    from windows
    left join monthly
        on
            windows.measure_id = monthly.measure_id
            and monthly.area_code is null
            and monthly.side = 'numerator'
            and windows.period_end_date - to_months(windows.followed_months) >= monthly.month_start_date
            and monthly.month_start_date > windows.period_end_date - to_months(windows.window_months)
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
        and spine.period_end_date - to_months(spine.followed_months) >= monthly.month_start_date
        and monthly.month_start_date > spine.period_end_date - to_months(spine.window_months)
where spine.source in ('crime', 'asb')
group by spine.measure_id, spine.area_code, spine.period, spine.unit
