{# Age bands of victims in the police extract. A child is under 18 (Children Act 1989 s.105); the Serious Violence Duty
   asks for homicides of people under 25. #}
{% macro bands_under_18() -%}
    '0-9', '10-17'
{%- endmacro %}

{% macro bands_under_25() -%}
    {{ bands_under_18() }}, '18-24'
{%- endmacro %}
