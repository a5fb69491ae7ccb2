{# The publisher of the table of adults in treatment, as its rows land: it writes 0 for what it did not collect. #}
{% macro publisher_of_treatment() -%}
    'NDTMS'
{%- endmacro %}

{# What publishers call people of every age that an indicator is about. #}
{% macro all_ages() -%}
    'All ages', 'Total'
{%- endmacro %}

{# The row of published fires that has all of them together. #}
{% macro all_fires() -%}
    'All fires'
{%- endmacro %}
