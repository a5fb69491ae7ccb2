{# What every source of counted people gives for each line of the spine of that source: how many on its two sides, and
   the keys of these groups. The model imports int_measure_spine as `spine`. `counted` has the columns of `keys`, `side`
   (numerator, denominator), `person_count` and `group_key`. A line nobody counts for has zero; whether that zero is true
   is decided where the coverage of the feed is known. #}
{% macro sides_of_spine(source, counted, keys='measure_id, area_code, period') -%}
    select
        spine.measure_id,
        spine.area_code,
        spine.period,
        spine.unit,
        coalesce(max({{ counted }}.person_count) filter (where {{ counted }}.side = 'numerator'), 0) as part,
        max({{ counted }}.group_key) filter (where {{ counted }}.side = 'numerator') as part_key,
        coalesce(max({{ counted }}.person_count) filter (where {{ counted }}.side = 'denominator'), 0) as whole,
        max({{ counted }}.group_key) filter (where {{ counted }}.side = 'denominator') as whole_key
    from spine
    left join {{ counted }} using ({{ keys }})
    where spine.source = '{{ source }}'
    group by spine.measure_id, spine.area_code, spine.period, spine.unit
{%- endmacro %}

{# The figures of these sides: a CTE of its own, and what is published of it. `sides`: what `sides_of_spine` gave. #}
{% macro spine_inputs(sides) -%}
    figures as (
        select
            measure_id,
            area_code,
            period,
            {{ protected_count('part', 'part_key') }} as numerator,
            case
                when unit = 'percent'
                    then {{ protected_whole('whole', 'whole_key', 'part', 'part_key') }}
            end as denominator
        from {{ sides }}
    )

    {{ as_published('figures') }}
{%- endmacro %}
