-- One row per person and window that ends with a quarter: twelve months, or the quarter alone. Quarters are never
-- added up: a person open in four of them counts once. "New" is a triage inside the window. A successful exit is the
-- person's newest episode having ended as completed (reasons 80, 81, 82) with no episode open after it.
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

episodes as (
    {{ known_episodes('windows', 'last_day(windows.period_end_date - to_months(windows.window_months))') }}
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
    bool_or(episodes.triage_month > episodes.period_end_date - to_months(episodes.window_months)) as is_new,
    bool_or(
        episodes.triage_month > episodes.period_end_date - to_months(episodes.window_months)
        and sources.code_group = 'criminal justice'
    ) as is_new_from_justice,
    bool_or(substances.code_group = 'opiate') as uses_opiates,
    bool_or(substances.code_group = 'alcohol') as uses_alcohol,
    max(episodes.discharge_month) < {{ no_discharge() }}
    and {{ newest("coalesce(reasons.code_group, '')", '(episodes.discharge_month, episodes.triage_month)') }}
    = 'successful' as is_successful
from episodes
left join districts using (district_code)
left join code_lists as sources
    on sources.list_name = 'referral_sources' and episodes.referral_source = sources.code
left join code_lists as substances
    on substances.list_name = 'substances' and episodes.main_substance = substances.code
left join code_lists as reasons
    on reasons.list_name = 'discharge_reasons' and episodes.discharge_reason = reasons.code
group by episodes.period, episodes.window_months, episodes.person_token
