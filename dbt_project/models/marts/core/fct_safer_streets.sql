-- Whether crime in the places of a scheme changed by more than in places like them: the weighted displacement difference,
-- (T1 - T0) - (C1 - C0), plus the same for the places around, with the sum of all counts as its variance. Wheeler AP,
-- Ratcliffe JH: A simple weighted displacement difference test. Crime Science 2018;7:11.
-- One missing month of one measure in one place, and there is no answer: the rest would show a fall that nobody saw.
with places as (
    select *, unnest(string_split(measure_ids, ';')) as measure_id
    from {{ ref('safer_streets') }}
),

wanted as (
    select places.*, months.period, months.period between before_from and before_to as is_before
    from places
    cross join (
        select strftime(unnest(generate_series(date '2015-01-01', date '2049-12-01', interval 1 month)), '%Y-%m')
            as period
    ) as months
    where months.period between before_from and before_to or months.period between after_from and after_to
),

counted as (
    select
        scheme_id, title, grant_id, measure_ids, before_from, before_to, after_from, after_to, basis,
        string_agg(distinct wanted.period, ', ' order by wanted.period)
            filter (where figures.numerator is null) as missing_months,
        {% for name, role in safer_streets_roles().items() %}
            sum(figures.numerator) filter (where role = '{{ role }}' and is_before) as {{ name }}_before_count,
            sum(figures.numerator) filter (where role = '{{ role }}' and not is_before) as {{ name }}_after_count
            {{- "," if not loop.last }}
        {% endfor %}
    from wanted
    left join {{ ref('fct_measure_values') }} as figures
        on
            wanted.measure_id = figures.measure_id
            and wanted.area_code = figures.area_code
            and wanted.period = figures.period
    group by all
),

differences as (
    select
        *,
        (treated_after_count - treated_before_count) - (comparison_after_count - comparison_before_count)
        + coalesce(displacement_after_count - displacement_before_count, 0)
        - coalesce(displacement_comparison_after_count - displacement_comparison_before_count, 0) as difference,
        sqrt(
            treated_before_count + treated_after_count + comparison_before_count + comparison_after_count
            + coalesce(displacement_before_count + displacement_after_count, 0)
            + coalesce(displacement_comparison_before_count + displacement_comparison_after_count, 0)
        ) as standard_error
    from counted
    where missing_months is null
)

select
    scheme_id,
    counted.title,
    counted.grant_id,
    counted.measure_ids,
    counted.before_from, counted.before_to, counted.after_from, counted.after_to,
    {% for name in safer_streets_roles() %}
        differences.{{ name }}_before_count,
        differences.{{ name }}_after_count,
    {% endfor %}
    difference,
    standard_error,
    difference - 1.959964 * standard_error as lower,
    difference + 1.959964 * standard_error as upper,
    case
        when difference is null or standard_error = 0 then 'cannot be judged'
        when difference + 1.959964 * standard_error < 0 then 'fewer than elsewhere'
        when difference - 1.959964 * standard_error > 0 then 'more than elsewhere'
        else 'no difference beyond chance'
    end as verdict,
    case
        when counted.missing_months is not null then 'no figures for ' || counted.missing_months
        when standard_error = 0 then 'nothing was recorded in any of the places'
    end as verdict_reason,
    counted.basis
from counted
left join differences using (scheme_id)
