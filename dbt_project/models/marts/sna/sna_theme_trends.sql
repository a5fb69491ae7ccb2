-- The partnership's figures by theme and financial quarter. Monthly counts are added up only over three supplied months;
-- figures over twelve months are those of the quarter's last month, and never added.
with quarterly as (
    select
        fct.measure_id,
        periods.financial_quarter,
        fct.area_code,
        fct.unit,
        fct.disclosure_class,
        measures.theme,
        measures.title,
        measures.window_months = 1 and fct.unit = 'count' as is_additive,
        fct.period_end_date,
        fct.numerator,
        fct.denominator,
        fct.value,
        fct.status,
        fct.status_reason
    from {{ ref('fct_measure_values') }} as fct
    inner join {{ ref('dim_measures') }} as measures using (measure_id)
    inner join {{ ref('dim_periods') }} as periods
        on fct.period = periods.period and measures.cadence = periods.cadence
    where fct.area_type = 'csp'
),

ranked as (
    select
        *,
        count(*) over same_quarter as period_count,
        count(value) over same_quarter as value_count,
        sum(numerator) over same_quarter as numerator_sum,
        row_number() over (same_quarter order by period_end_date desc) as age
    from quarterly
    window same_quarter as (partition by measure_id, area_code, financial_quarter)
)

select
    theme,
    measure_id,
    title,
    area_code,
    financial_quarter,
    unit,
    disclosure_class,
    cast(case when is_additive then case when value_count = 3 then numerator_sum end else numerator end as bigint)
        as numerator,
    denominator,
    case when is_additive then case when value_count = 3 then cast(numerator_sum as double) end else value end as value,
    case
        when is_additive and value_count = 3 then if(numerator_sum = 0, 'true zero', 'observed')
        when not is_additive or status not in ('observed', 'true zero') then status
        when period_count = 3 then 'not supplied'
        -- Fewer than three months: the quarter goes on, or the history starts within it.
        when month(period_end_date) % 3 > 0 then 'not yet due'
        else 'not applicable'
    end as status,
    case
        when is_additive and period_count < 3 then 'the quarter is not over or starts before the history'
        when is_additive and value_count < 3 then 'a month of the quarter was not supplied'
        else status_reason
    end as status_reason
from ranked
where age = 1
