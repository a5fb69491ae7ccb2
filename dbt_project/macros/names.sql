{# A name as it is compared: publishers differ in case, in “&” and “and”, in commas and apostrophes. #}
{% macro plain_name(name) -%}
    regexp_replace(lower(replace({{ name }}, '&', 'and')), '[^a-z]', '', 'g')
{%- endmacro %}

{# An expression that finds any of a group's names as words of their own, the longest first: “Derby” is not found in
   “Derbyshire”, nor “Manchester” in “Greater Manchester” where both are names. #}
{% macro any_name(name) -%}
    '\b(' || string_agg(regexp_escape({{ name }}), '|' order by length({{ name }}) desc, {{ name }}) || ')\b'
{%- endmacro %}

{# Kinds of areas in the partnership's list of which the Home Office publishes no recorded crime: they stand beside it
   in published indicators. #}
{% macro kinds_without_crime() -%}
    'county', 'region'
{%- endmacro %}
