{# The one place where a figure is made of its numerator and denominator. A value without its parts is null. #}
{% macro measure_value(unit, numerator, denominator) -%}
    case {{ unit }}
        when 'count' then cast({{ numerator }} as double)
        when 'rate_per_1000' then 1000.0 * {{ numerator }} / nullif({{ denominator }}, 0)
        when 'percent' then 100.0 * {{ numerator }} / nullif({{ denominator }}, 0)
        when 'mean' then 1.0 * {{ numerator }} / nullif({{ denominator }}, 0)
    end
{%- endmacro %}

{# The share of an estimated need that nobody met, in percent. An estimate of nobody gives none. #}
{% macro unmet_percent(met, estimate) -%}
    case when {{ estimate }} > 0 then greatest(0, 100 - 100.0 * {{ met }} / {{ estimate }}) end
{%- endmacro %}
