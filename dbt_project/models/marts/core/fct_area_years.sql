-- The newest twelve months of each monthly count, per area: nothing is added up over a missing month. A measure that
-- never had a value has its rows too, and they say so.
with newest as (
    select
        measure_id,
        coalesce(
            max(period_end_date) filter (where status in ('observed', 'true zero')), max(period_end_date)
        ) as last_date
    from {{ ref('fct_measure_values') }}
    where unit = 'count'
    group by measure_id
),

summed as (
    select
        fct.measure_id,
        fct.area_code,
        fct.area_type,
        fct.disclosure_class,
        min(fct.period) as period_from,
        max(fct.period) as period_to,
        sum(fct.numerator) as numerator,
        count(*) filter (where fct.status in ('observed', 'true zero')) as month_count,
        count(*) filter (where fct.status = 'not applicable') as inapplicable_count,
        year(max(fct.period_end_date)) as last_year
    from {{ ref('fct_measure_values') }} as fct
    inner join newest using (measure_id)
    inner join {{ ref('dim_measures') }} as measures using (measure_id)
    where
        measures.cadence = 'month'
        and fct.unit = 'count'
        and fct.period_end_date <= newest.last_date
        and fct.period_start_date > newest.last_date - interval 12 month
    group by fct.measure_id, fct.area_code, fct.area_type, fct.disclosure_class
),

populated as (
    select summed.measure_id, summed.area_code, populations.mid_year, populations.residents
    from summed
    inner join {{ ref('int_populations_summed') }} as populations using (area_code)
    qualify row_number() over (
        partition by summed.measure_id, summed.area_code
        order by populations.mid_year <= summed.last_year desc, abs(populations.mid_year - summed.last_year)
    ) = 1
)

select
    summed.measure_id,
    summed.area_code,
    areas.area_name,
    summed.area_type,
    case
        when areas.area_type = 'csp' then areas.area_code
        when parents.area_type = 'csp' then parents.area_code
        else parents.parent_area_code
    end as csp_code,
    summed.period_from,
    summed.period_to,
    summed.disclosure_class,
    cast(case when summed.month_count = 12 then summed.numerator end as bigint) as numerator,
    cast(populated.residents as bigint) as residents,
    cast(populated.mid_year as integer) as population_year,
    case
        when summed.month_count = 12 then if(summed.numerator = 0, 'true zero', 'observed')
        when summed.inapplicable_count > 0 then 'not applicable'
        else 'not supplied'
    end as status
from summed
inner join {{ ref('dim_areas') }} as areas using (area_code)
left join {{ ref('dim_areas') }} as parents on areas.parent_area_code = parents.area_code
left join populated using (measure_id, area_code)
