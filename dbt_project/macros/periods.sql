{# Names of periods, as the rest of the pipeline writes them: 2025-06 and 2025-26Q1. The financial year starts in
   April. #}
{% macro month_key(day) -%}
    strftime({{ day }}, '%Y-%m')
{%- endmacro %}

{% macro financial_year(day) -%}
    {{ financial_year_from('year(' ~ day ~ ' - interval 3 month)') }}
{%- endmacro %}

{# The name of the financial year that starts in this calendar year: 2025-26. #}
{% macro financial_year_from(calendar_year) -%}
    cast({{ calendar_year }} as varchar) || '-' || lpad(cast(({{ calendar_year }} + 1) % 100 as varchar), 2, '0')
{%- endmacro %}

{# The last day of the financial year that ends in this calendar year. #}
{% macro financial_year_end(calendar_year) -%}
    make_date({{ calendar_year }}, 3, 31)
{%- endmacro %}

{% macro quarter_key(day) -%}
    {{ financial_year(day) }} || 'Q' || cast(quarter({{ day }} - interval 3 month) as varchar)
{%- endmacro %}

{# The plan year of a financial quarter: 2025/26 of 2025-26Q1. #}
{% macro plan_year(quarter) -%}
    left({{ quarter }}, 4) || '/' || substr({{ quarter }}, 6, 2)
{%- endmacro %}
