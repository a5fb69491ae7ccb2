{# Treatment episodes, and the limits by which they are judged. #}

{# Months within which a return to treatment undoes a completion: indicator C19 of the Public Health Outcomes
   Framework. #}
{% macro months_to_return() -%}
    {{ return(6) }}
{%- endmacro %}

{# The discharge month of an episode that has not ended: later than any. #}
{% macro no_discharge() -%}
    date '9999-12-01'
{%- endmacro %}

{# The stretches people are looked at over: the twelve months of the measures, and the three beneath them by which they
   are judged. The model imports stg_expected_periods as `expected_periods` and reads `quarters`. #}
{% macro treatment_windows() -%}
    select
        quarters.period,
        quarters.period_end_date,
        window_months
    from quarters
    cross join unnest([12, 3]) as spans (window_months)
{%- endmacro %}

{# Treatment episodes as known at the end of each window, from the quarterly deliveries that end after `since` and by
   the window's end. The newest delivery knows an episode best; its rows repeat per intervention and outcome profile.
   `windows` has one row per window, with period and period_end_date; every episode gets its columns. The model imports
   stg_substance_treatment as `treatment`, and has `quarters` with the end of each. One row per window, person and
   episode; an episode without a triage month has not begun. #}
{% macro known_episodes(windows, since) -%}
    select
        {{ windows }}.*,
        treatment.person_token,
        treatment.person_noise,
        treatment.episode_token,
        {{ newest('treatment.district_code', 'treatment.period') }} as district_code,
        {{ newest('treatment.triage_month', 'treatment.period') }} as triage_month,
        {{ newest('treatment.referral_source', 'treatment.period') }} as referral_source,
        {{ newest('treatment.main_substance', 'treatment.period') }} as main_substance,
        {{ newest('coalesce(treatment.discharge_month, ' ~ no_discharge() ~ ')', 'treatment.period') }} as discharge_month,
        {{ newest("coalesce(treatment.discharge_reason, '')", 'treatment.period') }} as discharge_reason
    from {{ windows }}
    inner join quarters as delivered
        on
            {{ windows }}.period_end_date >= delivered.period_end_date
            and delivered.period_end_date > {{ since }}
    inner join treatment on delivered.period = treatment.period
    where treatment.triage_month is not null
    group by all
{%- endmacro %}
