{# What every source of counted people gives for each line of the spine of that source: the counts of its two sides.
   The model imports int_measure_spine as `spine`. `counted` has the columns of `keys`, `side` (numerator, denominator)
   and `person_count`. A line nobody counts for has zero; whether that zero is true is decided where the coverage of the
   feed is known. #}
{% macro spine_inputs(source, counted, keys='measure_id, area_code, period') -%}
    select
        spine.measure_id,
        spine.area_code,
        spine.period,
        coalesce(sum(counted.person_count) filter (where counted.side = 'numerator'), 0) as numerator,
        case
            when spine.unit = 'percent'
                then coalesce(sum(counted.person_count) filter (where counted.side = 'denominator'), 0)
        end as denominator
    from spine
    left join {{ counted }} as counted using ({{ keys }})
    where spine.source = '{{ source }}'
    group by spine.measure_id, spine.area_code, spine.period, spine.unit
{%- endmacro %}
