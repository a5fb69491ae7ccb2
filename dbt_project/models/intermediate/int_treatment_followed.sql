-- One row per person in treatment in the twelve months that ended six months before a quarter did: has the person
-- completed successfully (reasons 80, 81, 82) in them and not come back within six months? After C19 of the Public Health
-- Outcomes Framework, by months. An episode that goes on after a completion, or begins within six months of it, is a return.
with quarters as (
    select
        period,
        period_end_date,
        last_day(period_end_date - interval 6 month) as last_date,
        last_day(period_end_date - interval 18 month) as before_date
    from {{ ref('stg_expected_periods') }}
    where feed = 'substance_treatment'
),

episodes as (
    -- The newest delivery knows an episode best; its rows repeat per intervention and outcome profile.
    select
        quarters.period,
        quarters.last_date,
        quarters.before_date,
        treatment.person_token,
        treatment.episode_token,
        {{ newest('treatment.district_code', 'treatment.period') }} as district_code,
        {{ newest('treatment.triage_month', 'treatment.period') }} as triage_month,
        {{ newest("coalesce(treatment.discharge_month, date '9999-12-01')", 'treatment.period') }} as discharge_month,
        {{ newest("coalesce(treatment.discharge_reason, '')", 'treatment.period') }} as discharge_reason
    from quarters
    inner join quarters as delivered
        on
            delivered.period_end_date <= quarters.period_end_date
            and delivered.period_end_date > quarters.before_date
    inner join {{ ref('stg_substance_treatment') }} as treatment on delivered.period = treatment.period
    where treatment.triage_month is not null
    group by all
),

exits as (
    select episodes.period, episodes.person_token, episodes.episode_token, episodes.discharge_month
    from episodes
    inner join {{ ref('code_lists') }} as reasons
        on reasons.list_name = 'discharge_reasons' and episodes.discharge_reason = reasons.code
    where
        reasons.code_group = 'successful'
        and episodes.discharge_month > episodes.before_date
        and episodes.discharge_month <= episodes.last_date
),

lasting as (
    select distinct exits.period, exits.person_token
    from exits
    anti join episodes as later
        on
            exits.period = later.period
            and exits.person_token = later.person_token
            and exits.episode_token <> later.episode_token
            and later.discharge_month > exits.discharge_month
            and later.triage_month <= exits.discharge_month + interval 6 month
),

districts as (
    select district_code, min(csp_code) as csp_code from {{ ref('stg_area_lookup') }} group by district_code
)

select
    episodes.period,
    episodes.person_token,
    {{ newest('districts.csp_code', 'episodes.triage_month') }} as csp_code,
    bool_or(lasting.person_token is not null) as is_not_back
from episodes
left join districts using (district_code)
left join lasting using (period, person_token)
where episodes.triage_month <= episodes.last_date and episodes.discharge_month > episodes.before_date
group by episodes.period, episodes.person_token
