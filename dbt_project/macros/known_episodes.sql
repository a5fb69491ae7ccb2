{# Treatment episodes as known at the end of each window, from the quarterly deliveries that end after `since` and by the
window's end. The newest delivery knows an episode best; its rows repeat per intervention and outcome profile.
`quarters` has one row per window: period, period_end_date and the dates of `kept`, which are handed on. One row per
window, person and episode; an episode without a triage month has not begun. #}
{% macro known_episodes(quarters, since, kept) -%}
select
    {{ quarters }}.period,
    {%- for date in kept %}
    {{ quarters }}.{{ date }},
    {%- endfor %}
    treatment.person_token,
    treatment.episode_token,
    {{ newest('treatment.district_code', 'treatment.period') }} as district_code,
    {{ newest('treatment.triage_month', 'treatment.period') }} as triage_month,
    {{ newest('treatment.referral_source', 'treatment.period') }} as referral_source,
    {{ newest('treatment.main_substance', 'treatment.period') }} as main_substance,
    {{ newest("coalesce(treatment.discharge_month, date '9999-12-01')", 'treatment.period') }} as discharge_month,
    {{ newest("coalesce(treatment.discharge_reason, '')", 'treatment.period') }} as discharge_reason
from {{ quarters }}
inner join {{ quarters }} as delivered
    on
        delivered.period_end_date <= {{ quarters }}.period_end_date
        and delivered.period_end_date > {{ since }}
inner join {{ ref('stg_substance_treatment') }} as treatment on delivered.period = treatment.period
where treatment.triage_month is not null
group by all
{%- endmacro %}
