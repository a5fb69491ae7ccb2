{# What a figure leaves out, over a row with `unplaced` and `has_consent` of its feed: a word of the closed list, null
   where nothing is left out. Rows without an area code are counted for the whole area alone, or nowhere: what the feed's
   contract says of them. #}
{% macro left_out_reason_of(area_type) -%}
    case
        when has_consent and unplaced = 'out_of_area' then {{ left_out_reason('no consent or no place') }}
        when has_consent then {{ left_out_reason('no consent') }}
        when unplaced = 'out_of_area' then {{ left_out_reason('no place, in no figure') }}
        when unplaced = 'accepted' and {{ area_type }} <> 'csp'
            then {{ left_out_reason('no place, in the whole alone') }}
    end
{%- endmacro %}

{# Whether a count is too few to show where it is about people: `is_small` of ossp_pipeline/protect/small_counts.py. #}
{% macro is_small_count(count, threshold) -%}
    coalesce({{ count }} > 0 and {{ count }} < {{ threshold }}, false)
{%- endmacro %}

{# The same of a level, over a row with `unplaced` and `lsoa_vintage`: small areas in codes of both vintages lack those
   that changed irregularly too. #}
{% macro level_left_out_reason(area_type) -%}
    case
        when unplaced = 'out_of_area' then {{ left_out_reason('no place, in no figure') }}
        when unplaced = 'accepted' and {{ area_type }} = 'lsoa' and lsoa_vintage = '2011 and 2021'
            then {{ left_out_reason('no place or not countable') }}
        when unplaced = 'accepted' and {{ area_type }} <> 'csp'
            then {{ left_out_reason('no place, in the whole alone') }}
    end
{%- endmacro %}
