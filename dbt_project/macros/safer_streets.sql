{# The roles a place can have in the evaluation of a scheme: name in columns → word in seeds/safer_streets.csv. #}
{% macro safer_streets_roles() -%}
    {{ return({
        'treated': 'treated',
        'comparison': 'comparison',
        'displacement': 'displacement',
        'displacement_comparison': 'displacement comparison',
    }) }}
{%- endmacro %}
