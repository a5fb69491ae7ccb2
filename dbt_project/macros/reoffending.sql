{# What can be said of a cohort that was delivered, and why it has no figure: the same on every page and for every
   measure. #}
{% macro cohort_status(offenders, reoffenders) -%}
    case
        when {{ offenders }} is null or {{ reoffenders }} is null then {{ status('suppressed') }}
        when {{ offenders }} = 0 then {{ status('not applicable') }}
        when {{ reoffenders }} = 0 then {{ status('true zero') }}
        else {{ status('observed') }}
    end
{%- endmacro %}

{% macro cohort_reason(status_column) -%}
    case {{ status_column }}
        when {{ status('not supplied') }}
            then
                'no cohort of the area that ends in this year was delivered; '
                || 'it is published about eighteen months later'
        when {{ status('suppressed') }} then 'the publisher gives no figure'
        when {{ status('not applicable') }} then 'nobody is in the cohort'
    end
{%- endmacro %}
