-- One row per person in treatment in the window, of twelve months or of three, that ended six months before a quarter
-- did: has the person completed successfully (reasons 80, 81, 82) in it and not come back within six months? After C19
-- of the Public Health Outcomes Framework, by months. An episode that goes on after a completion, or begins within six
-- months of it, is a return.
with expected_periods as (
    select * from {{ ref('stg_expected_periods') }}
),

treatment as (
    select * from {{ ref('stg_substance_treatment') }}
),

code_lists as (
    select * from {{ ref('code_lists') }}
),

lookup as (
    select * from {{ ref('stg_area_lookup') }}
),

quarters as (
    select
        period,
        period_end_date
    from expected_periods
    where feed = 'substance_treatment'
),

windows as (
    {{ treatment_windows() }}
),

followed_windows as (
    select
        *,
        last_day(period_end_date - interval {{ months_to_return() }} month) as last_date,
        last_day(period_end_date - to_months({{ months_to_return() }} + window_months)) as before_date
    from windows
),

episodes as (
    {{ known_episodes('followed_windows', 'followed_windows.before_date') }}
),

successful_exits as (
    select
        episodes.period,
        episodes.window_months,
        episodes.person_token,
        episodes.episode_token,
        episodes.discharge_month
    from episodes
    inner join code_lists
        on code_lists.list_name = 'discharge_reasons' and episodes.discharge_reason = code_lists.code
    where
        code_lists.code_group = 'successful'
        and episodes.discharge_month > episodes.before_date
        and episodes.discharge_month <= episodes.last_date
),

lasting_exits as (
    select distinct
        successful_exits.period,
        successful_exits.window_months,
        successful_exits.person_token
    from successful_exits
    anti join episodes as later_episodes
        on
            successful_exits.period = later_episodes.period
            and successful_exits.window_months = later_episodes.window_months
            and successful_exits.person_token = later_episodes.person_token
            and successful_exits.episode_token <> later_episodes.episode_token
            and successful_exits.discharge_month < later_episodes.discharge_month
            and later_episodes.triage_month
            <= successful_exits.discharge_month + interval {{ months_to_return() }} month
),

districts as (
    select
        district_code,
        min(csp_code) as csp_code
    from lookup
    group by district_code
)

select
    episodes.period,
    episodes.window_months,
    episodes.person_token,
    min(episodes.person_noise) as person_noise,
    {{ newest('districts.csp_code', 'episodes.triage_month') }} as csp_code,
    bool_or(lasting_exits.person_token is not null) as is_not_back
from episodes
left join districts using (district_code)
left join lasting_exits
    on
        episodes.period = lasting_exits.period
        and episodes.window_months = lasting_exits.window_months
        and episodes.person_token = lasting_exits.person_token
where
    episodes.triage_month <= episodes.last_date
    and episodes.discharge_month > episodes.before_date
group by episodes.period, episodes.window_months, episodes.person_token
