{# How counts of people are protected in the public edition. The partnership edition has them as they are: there each of
   these macros is the count itself. The public edition is made by a second pass over the models that count people and
   all that follow from them (`edition: public`), so that totals, rates, shares and changes are worked out of protected
   counts and never beside them.

   A count of people becomes the multiple of five below or above it, the nearer one the more often, so that no count is
   off by more than four and they are right on average (unbiased random rounding; Fellegi 1975). Which of the two is
   drawn from a key of the very people who are counted: the same people are rounded the same way wherever and whenever
   they are counted, so nothing is learned from looking twice (cell keys; Fraser and Wooton 2005). #}

{% macro is_public() -%}
    {{ return(var('edition', 'partnership') == 'public') }}
{%- endmacro %}

{# Counted measures that the public edition does not have: what an exact count leaves beside one of them is a count of
   other people. Violence against the person and sexual offences are one type at data.police.uk, and so here; reports of
   anti-social behaviour without those of two kinds are those about persons. #}
{% macro measures_not_public() -%}
    {{ return(['violence_against_person', 'asb_nuisance', 'asb_environmental']) }}
{%- endmacro %}

{# Sources of which it has no figure. Stays of a few people in a few beds, and referrals to them: a multiple of five
   would be none to eight of seven, and say more than the returned figure, which is withheld where it is small. People
   of one programme, whom its staff and employers know: decision 46. #}
{% macro sources_not_public() -%}
    {{ return(['bookings', 'cas3_referrals', 'services']) }}
{%- endmacro %}

{# The class of what a feed's rows count, in tables about deliveries. In the public edition a feed that has people in it
   beside events is about people: numbers of its rows, without the events that are exact, are numbers of people. #}
{% macro feed_class(feed, disclosure_class) -%}
    {%- if is_public() -%}
        if({{ feed }} in ('{{ feeds_with_people() | join("', '") }}'), 'person', {{ disclosure_class }})
    {%- else -%}
        {{ disclosure_class }}
    {%- endif -%}
{%- endmacro %}

{# Feeds whose rows have noise keys, other than those about people alone: a test compares them with the contracts. #}
{% macro feeds_with_people() -%}
    {{ return(['asb_incidents', 'fire_incidents', 'police_crime']) }}
{%- endmacro %}

{# The multiple of which public counts of people are. #}
{% macro rounding_base() -%}
    {{ return(5) }}
{%- endmacro %}

{# The key of a group of people, from the noise keys that landing gave them: each of them once, in any order. The
   partnership edition needs none. #}
{% macro group_key(noise) -%}
    {%- if is_public() -%}
        cast(sum(distinct {{ noise }}) % 4294967296 as bigint)
    {%- else -%}
        cast(null as bigint)
    {%- endif -%}
{%- endmacro %}

{# The key of a group that is made of groups without anybody in common, from their keys. #}
{% macro joined_key(keys) -%}
    {%- if is_public() -%}
        cast(sum({{ keys }}) % 4294967296 as bigint)
    {%- else -%}
        cast(null as bigint)
    {%- endif -%}
{%- endmacro %}

{# A count of people, whose group has this key. Without a key it would be rounded as anybody could guess, so it is
   missing then; nobody needs no key. #}
{% macro protected_count(people, key) -%}
    {%- if is_public() -%}
        case
            when {{ people }} = 0 then 0
            when {{ key }} is not null
                then
                    {{ people }} - {{ people }} % {{ rounding_base() }}
                    + if(
                        md5_number_lower(cast({{ key }} as varchar)) % {{ rounding_base() }}
                        < {{ people }} % {{ rounding_base() }},
                        {{ rounding_base() }}, 0
                    )
        end
    {%- else -%}
        {{ people }}
    {%- endif -%}
{%- endmacro %}

{# The rest of a whole of people, of whom some are counted as a part of it as well. #}
{% macro protected_rest(people, key, part, part_key) -%}
    {{ protected_count(
        '(' ~ people ~ ' - ' ~ part ~ ')',
        '((' ~ key ~ ' - coalesce(' ~ part_key ~ ', 0) + 4294967296) % 4294967296)'
    ) }}
{%- endmacro %}

{# A whole of people of whom some are counted as a part of it as well, or of which everybody knows a part: the protected
   part and the protected rest. Were both protected apart, one could be narrowed by the other. #}
{% macro protected_whole(people, key, part, part_key) -%}
    {%- if is_public() -%}
        {{ protected_count(part, part_key) }} + {{ protected_rest(people, key, part, part_key) }}
    {%- else -%}
        {{ people }}
    {%- endif -%}
{%- endmacro %}

{# Counts as they are published. A period of people that a public edition has shown stays as it was shown there, and
   what has changed since is seen at the yearly revision: who had both could otherwise learn who came or went.
   `counted`: the CTE with the counts of today. The ledger has, for each model that calls this, the rows that were shown
   and the keys that are closed: with such a key no other row comes in, as a row that was not there says something too
   (ossp_pipeline/transform/ledger.py). The partnership's edition has no ledger, nor has the first public one, nor
   a unit test, which has no table (`this`). #}
{% macro as_published(counted) -%}
    {%- set closed = none -%}
    {%- if is_public() and this -%}
        {%- set closed = adapter.get_relation(this.database, 'ledger', this.identifier ~ '__closed') -%}
    {%- endif -%}
    {%- if closed -%}
        {%- set keys = adapter.get_columns_in_relation(closed) | map(attribute='name') | join(', ') -%}
        select * from ledger.{{ this.identifier }}
        union all by name
        select {{ counted }}.*
        from {{ counted }}
        anti join {{ closed }} using ({{ keys }})
    {%- else -%}
        select * from {{ counted }}
    {%- endif -%}
{%- endmacro %}
