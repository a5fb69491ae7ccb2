{# Which months in doubt a figure rests on. A doubt is a row of int_months_doubted. #}

{# Whether a doubt covers an area: one about a ward covers the ward and the whole partnership, one about places all
   that is smaller than the partnership. #}
{% macro doubt_covers_area(doubts, area_code, area_type) -%}
    case {{ doubts }}.dimension
        when 'ward' then {{ area_type }} = 'csp' or {{ area_code }} = {{ doubts }}.kind
        when 'place' then {{ area_type }} <> 'csp'
        else true
    end
{%- endmacro %}

{# The reason of one doubt of several: of all rows before one of a kind, the newest first. #}
{% macro first_doubt(doubts) -%}
    first({{ doubts }}.reason order by {{ doubts }}.dimension <> 'all', {{ doubts }}.period_start_date desc, {{ doubts }}.kind)
{%- endmacro %}
