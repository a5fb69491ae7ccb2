{# The territorial police forces of England, of which the country is the sum: those of Schedule 1 to the Police Act 1996
   outside Wales, the Metropolitan Police and the City of London Police. #}
{% macro forces_in_england() -%}
    39
{%- endmacro %}

{# Forces of the Home Office's table that are not among them: those of Wales, and one that has no territory. #}
{% macro other_forces() -%}
    'Dyfed-Powys', 'Gwent', 'North Wales', 'South Wales', 'British Transport Police'
{%- endmacro %}
