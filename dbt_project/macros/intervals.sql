{# The two-sided 95% quantile of the normal distribution. Python has it from scipy
   (ossp_pipeline/transform/statistics/intervals.py); a test keeps the two the same to six decimals. #}
{% macro z_95() -%}
    1.959964
{%- endmacro %}

{# A percentage as tables keep it. Four decimals are more than any page shows, and few enough for the same counts to
   give the same figure on every machine. #}
{% macro rounded_percent(percent) -%}
    round({{ percent }}, 4)
{%- endmacro %}

{# One limit, in percent, of Wilson's interval at 95% for a proportion: `sign` is - for the lower one and + for the
   upper. Wilson EB. Probable inference, the law of succession, and statistical inference. JASA 1927;22:209-12. #}
{% macro wilson_percent(part, whole, sign) -%}
    {%- set z = z_95() -%}
    {%- set z_squared = "(" ~ z ~ " * " ~ z ~ ")" -%}
    greatest(
        0,
        100 * (
            2 * {{ part }} + {{ z_squared }} {{ sign }} {{ z }} * sqrt(
                {{ z_squared }} + 4 * {{ part }} * (1 - {{ part }} / nullif({{ whole }}, 0))
            )
        ) / (2 * (nullif({{ whole }}, 0) + {{ z_squared }}))
    )
{%- endmacro %}

{# Whether an area's interval lies below, around or above a benchmark's value, as Fingertips compares; null without
   interval or benchmark. Python has it as `compare` (ossp_pipeline/transform/statistics/comparison.py). #}
{% macro against_benchmark(lower, upper, benchmark) -%}
    case
        when {{ upper }} < {{ benchmark }} then 'lower'
        when {{ lower }} > {{ benchmark }} then 'higher'
        when {{ lower }} <= {{ benchmark }} and {{ upper }} >= {{ benchmark }} then 'similar'
    end
{%- endmacro %}
