{# The delivery and the period of a row, from the name of the file it was read from:
   <period>[.<part>].v<version>.<hash>.parquet #}
{% macro delivery_id(filename) -%}
    parse_filename({{ filename }}, true)
{%- endmacro %}

{% macro delivery_period(filename) -%}
    split_part(parse_filename({{ filename }}, true), '.', 1)
{%- endmacro %}

{% macro delivery_part(filename) -%}
    split_part(parse_filename({{ filename }}, true), '.', 2)
{%- endmacro %}
