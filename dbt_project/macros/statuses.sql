{# The words that tables say of a value, a delivery, a return and so on. Each macro writes a word as an SQL literal and
   refuses one that is not in its list. What the words mean is in ossp_pipeline/contracts/status.py;
   tests/unit/contracts/test_status.py keeps both lists the same. #}

{# Why a value is there, or is not. #}
{% macro status(word) -%}
    {{ listed_word('status', word, [
        'observed',
        'true zero',
        'not yet due',
        'not supplied',
        'partly supplied',
        'queried',
        'withheld',
        'suppressed',
        'not collected',
        'not applicable',
    ]) }}
{%- endmacro %}

{# Whether a status stands beside a value. #}
{% macro has_value(column) -%}
    {{ column }} in ({{ status('observed') }}, {{ status('true zero') }})
{%- endmacro %}

{# What is there of a feed's period. #}
{% macro coverage_status(word) -%}
    {{ listed_word('coverage_status', word, ['supplied', 'late', 'not yet due', 'not expected']) }}
{%- endmacro %}

{# Whether a month of a feed came whole. #}
{% macro completeness(word) -%}
    {{ listed_word('completeness', word, ['complete', 'confirmed', 'unconfirmed', 'held']) }}
{%- endmacro %}

{# How far a return, or a comment, has come. #}
{% macro return_state(word) -%}
    {{ listed_word('return_state', word, [
        'not asked',
        'none',
        'not due',
        'due',
        'late',
        'returned',
        'queried',
        'accepted',
    ]) }}
{%- endmacro %}

{# How far an action of the plan is. #}
{% macro progress(word) -%}
    {{ listed_word('progress', word, ['not started', 'on track', 'at risk', 'late', 'done', 'stopped']) }}
{%- endmacro %}

{# Whether a measure changed. #}
{% macro verdict(word) -%}
    {{ listed_word('verdict', word, [
        'improving',
        'worsening',
        'changed',
        'no change beyond chance',
        'cannot be judged',
    ]) }}
{%- endmacro %}

{# What is to be talked about with the holder of a grant. #}
{% macro grant_alarm(word) -%}
    {{ listed_word('grant_alarm', word, [
        'overspent',
        'will be lost',
        'needs consent',
        'behind its forecast',
        'no figure',
        'none',
    ]) }}
{%- endmacro %}

{# What money left means by the rule of its grant. A rule that nobody stated keeps nothing. #}
{% macro carry_forward_alarm() -%}
    case carry_forward
        when 'permitted' then {{ grant_alarm('none') }}
        when 'exceptional' then {{ grant_alarm('needs consent') }}
        else {{ grant_alarm('will be lost') }}
    end
{%- endmacro %}

{# Whether what the law asks for was shared in time. #}
{% macro sharing_status(word) -%}
    {{ listed_word('sharing_status', word, [
        'on time',
        'complete, late',
        'partly shared',
        'not shared',
        'not yet due',
        'before records began',
        'no feed',
    ]) }}
{%- endmacro %}

{# Why a row was set aside. #}
{% macro rejection_reason(word) -%}
    {{ listed_word('rejection_reason', word, ['fault', 'no consent']) }}
{%- endmacro %}

{# Why a figure leaves rows out. #}
{% macro left_out_reason(word) -%}
    {{ listed_word('left_out_reason', word, [
        'no place, in the whole alone',
        'no place, in no figure',
        'no place or not countable',
        'no consent',
        'no consent or no place',
    ]) }}
{%- endmacro %}

{# What has been decided about a row of the measure catalogue. #}
{% macro measure_state(word) -%}
    {{ listed_word('measure_state', word, ['proposed', 'live', 'retired']) }}
{%- endmacro %}

{% macro listed_word(list_name, word, words) -%}
    {%- if word not in words -%}
        {{ exceptions.raise_compiler_error(
            list_name ~ " has no word '" ~ word ~ "'. Use one of: " ~ words | join('; ') ~ "."
        ) }}
    {%- endif -%}
    '{{ word }}'
{%- endmacro %}

{# The status of a figure that a feed gives as such: its own where it came, and else whether it is missing. #}
{% macro given_status(is_supplied, own_status, is_due) -%}
    case
        when {{ is_supplied }} then {{ own_status }}
        when {{ is_due }} then {{ status('not supplied') }}
        else {{ status('not yet due') }}
    end
{%- endmacro %}
