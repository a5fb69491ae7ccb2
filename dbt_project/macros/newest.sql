{# The newest value that was given: a row without one is passed over. Ties are settled by the value itself, so that the
   answer never depends on the order of rows. #}
{% macro newest(value, order_by) -%}
    arg_max({{ value }}, ({{ order_by }}, {{ value }}))
{%- endmacro %}
