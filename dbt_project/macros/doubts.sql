{# Which months in doubt a figure rests on. A doubt is a row of int_months_doubted. #}

{# Whether a doubt covers an area: that of a ward is about the ward and the whole partnership, that about places is about
   everything smaller than the partnership. #}
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
