{# Where incidents are counted, and when a month says too little about it. #}

{# The largest share of a month's incidents without a place at which wards and small areas still have figures. Usually
   one row in fifty has none. A ward has between twenty and three hundred incidents a month: a tenth less is within
   chance there, more would be read as a fall. #}
{% macro largest_unplaced_share() -%}
    0.1
{%- endmacro %}

{# Whether a month says enough about wards and small areas. Judged month by month: a bad one among 36 hides in the share
   of them all. #}
{% macro is_placed(unplaced, judged) -%}
    {{ unplaced }} <= {{ largest_unplaced_share() }} * {{ judged }}
{%- endmacro %}

{# Why wards and small areas have no figure, over rows of int_feeds_covered. Null where every month says enough. #}
{% macro unplaced_reason(coverage, period) -%}
    'no place is known for '
    || {{ unplaced_months_sum(coverage, 'unplaced_count') }}
    || ' of '
    || {{ unplaced_months_sum(coverage, 'judged_count') }}
    || ' rows of '
    || string_agg({{ period }}, ', ' order by {{ period }}) filter (where not {{ coverage }}.is_placed)
{%- endmacro %}

{# A count over the months that say too little, with thousands separated. #}
{% macro unplaced_months_sum(coverage, count) -%}
    format('{:,}', cast(sum({{ coverage }}.{{ count }}) filter (where not {{ coverage }}.is_placed) as bigint))
{%- endmacro %}

{# Whether an area can be counted in a feed of this vintage of small areas. #}
{% macro is_countable(area, lsoa_vintage) -%}
    case {{ lsoa_vintage }}
        when '2011' then {{ area }}.is_2011
        when '2021' then {{ area }}.is_2021
        else {{ area }}.is_shared
    end
{%- endmacro %}

{% macro uncountable_reason(area_type, lsoa_vintage) -%}
    case
        when {{ area_type }} = 'ward' then 'a small area of 2011 lies in two wards, and a count is never divided'
        when {{ lsoa_vintage }} = '2011 and 2021'
            then 'the feed uses small areas of 2011 and of 2021: counted in what both share, where there is such an area'
        else 'the feed uses small areas of ' || {{ lsoa_vintage }}
    end
{%- endmacro %}
