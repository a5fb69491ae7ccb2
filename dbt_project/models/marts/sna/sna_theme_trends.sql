-- The partnership's figures by theme and financial quarter. Monthly counts are added up only over three supplied
-- months; figures over twelve months are those of the quarter's last month, and never added.
{% set months_in_quarter = 3 %}
with measure_values as (
    select * from {{ ref('fct_measure_values') }}
),

measures as (
    select * from {{ ref('dim_measures') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

figures as (
    select
        measure_values.measure_id,
        periods.financial_quarter,
        measure_values.area_code,
        measure_values.unit,
        measure_values.disclosure_class,
        measures.theme,
        measures.title,
        measures.window_months = 1 and measure_values.unit = 'count' as is_additive,
        measure_values.period_end_date,
        measure_values.numerator,
        measure_values.denominator,
        measure_values.value,
        measure_values.status,
        measure_values.status_reason,
        measure_values.unconfirmed_reason,
        measure_values.left_out_count,
        measure_values.left_out_reason
    from measure_values
    inner join measures using (measure_id)
    inner join periods on measure_values.period = periods.period and measures.cadence = periods.cadence
    where measure_values.area_type = 'csp'
),

figures_of_quarter as (
    select
        *,
        count(*) over same_quarter as period_count,
        count(value) over same_quarter as value_count,
        sum(numerator) over same_quarter as numerator_sum,
        -- A month whose rows left out may not be shown leaves the quarter without a number too.
        case when count(left_out_count) over same_quarter = value_count then sum(left_out_count) over same_quarter end
            as left_out_sum,
        max(left_out_reason) over same_quarter as quarter_left_out,
        arg_max(unconfirmed_reason, period_end_date) over same_quarter as quarter_doubt,
        row_number() over (same_quarter order by period_end_date desc) as age
    from figures
    window same_quarter as (partition by measure_id, area_code, financial_quarter)
),

newest as (
    select
        *,
        case when value_count = {{ months_in_quarter }} then numerator_sum end as whole_sum
    from figures_of_quarter
    where age = 1
)

select
    theme,
    measure_id,
    title,
    area_code,
    financial_quarter,
    unit,
    disclosure_class,
    cast(if(is_additive, whole_sum, numerator) as bigint) as numerator,
    denominator,
    if(is_additive, cast(whole_sum as double), value) as value,
    case
        when is_additive and whole_sum = 0 then {{ status('true zero') }}
        when is_additive and whole_sum is not null then {{ status('observed') }}
        when not is_additive or not {{ has_value('status') }} then status
        when period_count = {{ months_in_quarter }} then {{ status('not supplied') }}
        -- Fewer than three months: the quarter goes on, or the history starts within it.
        when month(period_end_date) % {{ months_in_quarter }} > 0 then {{ status('not yet due') }}
        else {{ status('not applicable') }}
    end as status,
    case
        when is_additive and period_count < {{ months_in_quarter }}
            then 'the quarter is not over or starts before the history'
        when is_additive and value_count < {{ months_in_quarter }} then 'a month of the quarter was not supplied'
        else status_reason
    end as status_reason,
    if(is_additive, quarter_doubt, unconfirmed_reason) as unconfirmed_reason,
    cast(
        case
            when not is_additive then left_out_count
            when whole_sum is not null then left_out_sum
        end as bigint
    ) as left_out_count,
    case
        when not is_additive then left_out_reason
        when whole_sum is not null then quarter_left_out
    end as left_out_reason
from newest
