{# The feed that each subject is counted from here; one feed may give both. `settings`: rows of stg_build_settings. #}
{% macro feeds_in_use(settings) -%}
    select
        'crime' as subject,
        crime_feed as feed
    from {{ settings }}
    union all
    select
        'asb' as subject,
        asb_feed as feed
    from {{ settings }}
{%- endmacro %}
