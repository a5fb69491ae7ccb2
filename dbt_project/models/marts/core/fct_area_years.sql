-- The newest twelve months of each monthly count, per area: nothing is added up over a missing month. A measure that
-- never had a value has its rows too, and they say so.
with measure_values as (
    select * from {{ ref('fct_measure_values') }}
),

measures as (
    select * from {{ ref('dim_measures') }}
),

populations as (
    select * from {{ ref('int_populations_summed') }}
),

areas as (
    select * from {{ ref('dim_areas') }}
),

counts as (
    select *
    from measure_values
    where unit = 'count'
),

newest as (
    select
        measure_id,
        coalesce(max(period_end_date) filter (where {{ has_value('status') }}), max(period_end_date)) as last_date
    from counts
    group by measure_id
),

summed as (
    select
        counts.measure_id,
        counts.area_code,
        counts.area_type,
        counts.disclosure_class,
        min(counts.period) as period_from,
        max(counts.period) as period_to,
        sum(counts.numerator) as numerator,
        count(*) filter (where {{ has_value('counts.status') }}) as month_count,
        count(*) filter (where counts.status = {{ status('not applicable') }}) as inapplicable_count,
        year(max(counts.period_end_date)) as last_year,
        -- A month whose rows left out may not be shown leaves the year without a number too.
        case when count(counts.left_out_count) = 12 then sum(counts.left_out_count) end as left_out_count,
        any_value(counts.left_out_reason) as left_out_reason
    from counts
    inner join newest using (measure_id)
    inner join measures using (measure_id)
    where
        measures.cadence = 'month'
        and counts.period_end_date <= newest.last_date
        and counts.period_start_date > newest.last_date - interval 12 month
    group by counts.measure_id, counts.area_code, counts.area_type, counts.disclosure_class
),

populated as (
    select
        summed.measure_id,
        summed.area_code,
        populations.mid_year,
        populations.residents
    from summed
    inner join populations using (area_code)
    qualify row_number() over (
        partition by summed.measure_id, summed.area_code
        order by
            populations.mid_year <= summed.last_year desc,
            abs(populations.mid_year - summed.last_year)
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
        when summed.month_count = 12 and summed.numerator = 0 then {{ status('true zero') }}
        when summed.month_count = 12 then {{ status('observed') }}
        when summed.inapplicable_count > 0 then {{ status('not applicable') }}
        else {{ status('not supplied') }}
    end as status,
    cast(case when summed.month_count = 12 then summed.left_out_count end as bigint) as left_out_count,
    case when summed.month_count = 12 then summed.left_out_reason end as left_out_reason
from summed
inner join areas on summed.area_code = areas.area_code
left join areas as parents on areas.parent_area_code = parents.area_code
left join populated on summed.measure_id = populated.measure_id and summed.area_code = populated.area_code
