{# Whether a search's outcome belongs to a row's: one of them, all, or any that is known and not “no further action”. #}
{% macro searches_of(row_outcome, outcome) -%}
    case {{ row_outcome }}
        when 'all' then true
        when 'any but no further action' then {{ outcome }} not in ('No further action', 'not stated')
        else {{ row_outcome }} = {{ outcome }}
    end
{%- endmacro %}
