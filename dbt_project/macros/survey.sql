{# What can be said of an answer of the survey of residents. Fewer answers than this give no percentage: even a simple
   random sample would leave fourteen points either way. #}
{% macro smallest_base() -%}
    50
{%- endmacro %}

{% macro answer_status(percent, base) -%}
    case
        when {{ percent }} is null then {{ status('suppressed') }}
        when {{ base }} < {{ smallest_base() }} then {{ status('not applicable') }}
        else {{ status('observed') }}
    end
{%- endmacro %}

{# Why an answer that was delivered has no figure; null where it has one. #}
{% macro answer_reason(percent, base) -%}
    case
        when {{ percent }} is null then 'the publisher gives no figure'
        when {{ base }} < {{ smallest_base() }} then 'fewer than {{ smallest_base() }} residents answered'
    end
{%- endmacro %}
