{# Names of periods, as the rest of the pipeline writes them: 2025-06 and 2025-26Q1. The financial year starts in April. #}
{% macro month_key(day) -%}
    strftime({{ day }}, '%Y-%m')
{%- endmacro %}

{% macro financial_year(day) -%}
    (year({{ day }} - interval 3 month))::varchar || '-' || lpad(((year({{ day }} - interval 3 month) + 1) % 100)::varchar, 2, '0')
{%- endmacro %}

{% macro quarter_key(day) -%}
    {{ financial_year(day) }} || 'Q' || quarter({{ day }} - interval 3 month)::varchar
{%- endmacro %}
