{# A name as it is compared: publishers differ in case, in “&” and “and”, in commas and apostrophes. #}
{% macro plain_name(name) -%}
    regexp_replace(lower(replace({{ name }}, '&', 'and')), '[^a-z]', '', 'g')
{%- endmacro %}

{# Whether a text names a place as a word of its own: “Derby” is not named by “Derbyshire”. #}
{% macro names_place(words, place) -%}
    regexp_matches({{ words }}, '(^|[^A-Za-z])' || regexp_escape({{ place }}) || '([^A-Za-z]|$)')
{%- endmacro %}
