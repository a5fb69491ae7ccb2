-- Numerators and percentage denominators of measures counted from people in treatment, per twelve months.
-- The feed places people by local authority only, so there is nothing below the CSP.
with counted as (
    select
        categories.measure_id,
        categories.side,
        listed.period,
        listed.csp_code as area_code,
        count(distinct listed.person_token) as person_count
    from {{ ref('int_measures_categorised') }} as categories
    inner join {{ ref('int_treatment_categorised') }} as listed using (category)
    where categories.source = 'treatment'
    group by all
)

select
    spine.measure_id,
    spine.area_code,
    spine.period,
    coalesce(sum(counted.person_count) filter (where counted.side = 'numerator'), 0) as numerator,
    case
        when spine.unit = 'percent'
            then coalesce(sum(counted.person_count) filter (where counted.side = 'denominator'), 0)
    end as denominator
from {{ ref('int_measure_spine') }} as spine
left join counted using (measure_id, area_code, period)
where spine.source = 'treatment'
group by spine.measure_id, spine.area_code, spine.period, spine.unit
