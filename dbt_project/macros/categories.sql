{# Whether a category's counts are about people. Only groups and types that are plainly about property, places or public
   order are events; when in doubt, people. `kind` is the offence group or type the category belongs to. #}
{% macro category_disclosure_class(subject, level, kind) -%}
    case
        when {{ level }} = 'all' then 'event'
        when {{ subject }} = 'asb' then if({{ kind }} = 'Personal', 'person', 'event')
        when {{ kind }} in (
            'Theft offences', 'Bicycle theft', 'Burglary', 'Other theft', 'Shoplifting', 'Vehicle crime',
            'Criminal damage and arson', 'Robbery', 'Drug offences', 'Drugs', 'Public order offences', 'Public order',
            'Possession of weapons offences', 'Possession of weapons'
        ) then 'event'
        else 'person'
    end
{%- endmacro %}
