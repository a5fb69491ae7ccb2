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
    {{ known_episodes('quarters', 'quarters.before_date', ['last_date', 'before_date']) }}
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
