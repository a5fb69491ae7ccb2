{# The values of one cell of a seed, one per row: `;` separates them. #}
{% macro split_values(cell) -%}
    unnest(string_split({{ cell }}, ';'))
{%- endmacro %}

{# A category as the measure catalogue writes it, from the columns of seeds/measure_categories.csv: `all`, or a kind
   with its value. #}
{% macro category(kind, value) -%}
    coalesce({{ kind }} || '=', '') || {{ value }}
{%- endmacro %}

{# Whether a cell of the catalogue names nothing but `all` and types: the categories that data.police.uk has. Where its
   outcomes are there too, it also has what came of crimes. #}
{% macro has_only_types(cell, has_outcomes='false') -%}
    len(list_filter(
        string_split({{ cell }}, ';'),
        category -> category <> 'all' and category not like 'type=%'
        and not ({{ has_outcomes }} and category like 'outcome=%')
    )) = 0
{%- endmacro %}

{# An offence list in its version, as a value of the kind `list`. #}
{% macro list_version(list_name, version) -%}
    {{ list_name }} || ', version ' || {{ version }}
{%- endmacro %}

{# A definition of serious violence with its version, as the settings name it. #}
{% macro violence_definition(definition, version) -%}
    {{ definition }} || ' ' || {{ version }}
{%- endmacro %}

{# Whether a category's counts are about people. Only groups and types that are plainly about property, places or public
   order are events; when in doubt, people. `kind` is the offence group or type the category belongs to. The public
   edition has no category that the police do not publish themselves, small area by small area: all are events. #}
{% macro category_disclosure_class(subject, level, kind) -%}
    case
        when {{ level }} = 'all' or {{ is_public() | lower }} then 'event'
        when {{ subject }} = 'asb' then if({{ kind }} = 'Personal', 'person', 'event')
        when {{ kind }} in (
            'Theft offences',
            'Bicycle theft',
            'Burglary',
            'Other theft',
            'Shoplifting',
            'Vehicle crime',
            'Criminal damage and arson',
            'Robbery',
            'Drug offences',
            'Drugs',
            'Public order offences',
            'Public order',
            'Possession of weapons offences',
            'Possession of weapons'
        ) then 'event'
        else 'person'
    end
{%- endmacro %}
