{# Months each case is followed before it counts in a measure of what came of it. Outcomes of crimes and closures of ASB
   cases come in for months, and a young case has fewer of them than an old one: only cases that were all followed for
   the same time can be compared. The Home Office's outcomes statistics warn of the same. Six months see most outcomes;
   a council or housing case of ASB takes weeks. #}
{% macro months_followed(kind) -%}
    {{ return({'outcome': 6, 'closed': 3}[kind]) }}
{%- endmacro %}
