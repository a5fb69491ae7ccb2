-- Whether crime in the places of a scheme changed by more than in places like them: the weighted displacement
-- difference, (T1 - T0) - (C1 - C0), plus the same for the places around, with the sum of all counts as its variance.
-- Wheeler AP, Ratcliffe JH: A simple weighted displacement difference test. Crime Science 2018;7:11. One missing month
-- of one measure in one place, and there is no answer: the rest would show a fall that nobody saw.
with schemes as (
    select * from {{ ref('stg_safer_streets') }}
),

measure_values as (
    select * from {{ ref('fct_measure_values') }}
),

measures_of_places as (
    select
        *,
        {{ split_values('measure_ids') }} as measure_id
    from schemes
),

months as (
    select
        unnest(generate_series(
            min(cast(before_from || '-01' as date)),
            max(cast(after_to || '-01' as date)),
            interval 1 month
        )) as month_start_date,
        {{ month_key('month_start_date') }} as period
    from schemes
),

months_of_places as (
    select
        measures_of_places.*,
        months.period,
        months.period between measures_of_places.before_from and measures_of_places.before_to as is_before
    from measures_of_places
    inner join months
        on
            months.period between measures_of_places.before_from and measures_of_places.before_to
            or months.period between measures_of_places.after_from and measures_of_places.after_to
),

counted as (
    select
        months_of_places.scheme_id,
        months_of_places.title,
        months_of_places.grant_id,
        months_of_places.measure_ids,
        months_of_places.before_from,
        months_of_places.before_to,
        months_of_places.after_from,
        months_of_places.after_to,
        months_of_places.basis,
        {% for name, role in safer_streets_roles().items() %}
            sum(measure_values.numerator) filter (
                where months_of_places.role = '{{ role }}' and months_of_places.is_before
            ) as {{ name }}_before_count,
            sum(measure_values.numerator) filter (
                where months_of_places.role = '{{ role }}' and not months_of_places.is_before
            ) as {{ name }}_after_count,
        {% endfor %}
        string_agg(distinct months_of_places.period, ', ' order by months_of_places.period) filter (
            where measure_values.numerator is null
        ) as missing_months
    from months_of_places
    left join measure_values
        on
            months_of_places.measure_id = measure_values.measure_id
            and months_of_places.area_code = measure_values.area_code
            and months_of_places.period = measure_values.period
    group by all
),

differences as (
    select
        *,
        (treated_after_count - treated_before_count)
        - (comparison_after_count - comparison_before_count)
        + coalesce(displacement_after_count - displacement_before_count, 0)
        - coalesce(displacement_comparison_after_count - displacement_comparison_before_count, 0) as difference,
        sqrt(
            treated_before_count
            + treated_after_count
            + comparison_before_count
            + comparison_after_count
            + coalesce(displacement_before_count + displacement_after_count, 0)
            + coalesce(displacement_comparison_before_count + displacement_comparison_after_count, 0)
        ) as standard_error,
        difference - {{ z_95() }} * standard_error as lower,
        difference + {{ z_95() }} * standard_error as upper
    from counted
    where missing_months is null
)

select
    counted.scheme_id,
    counted.title,
    counted.grant_id,
    counted.measure_ids,
    counted.before_from,
    counted.before_to,
    counted.after_from,
    counted.after_to,
    {% for name in safer_streets_roles() %}
        differences.{{ name }}_before_count,
        differences.{{ name }}_after_count,
    {% endfor %}
    differences.difference,
    differences.standard_error,
    differences.lower,
    differences.upper,
    case
        when differences.difference is null or differences.standard_error = 0 then 'cannot be judged'
        when differences.upper < 0 then 'fewer than elsewhere'
        when differences.lower > 0 then 'more than elsewhere'
        else 'no difference beyond chance'
    end as verdict,
    case
        when counted.missing_months is not null then 'no figures for ' || counted.missing_months
        when differences.standard_error = 0 then 'nothing was recorded in any of the places'
    end as verdict_reason,
    counted.basis
from counted
left join differences using (scheme_id)
