-- Measures that end-of-service reports of commissioned services give, by quarter: people on an employment programme who
-- started work. A person counts once, however many referrals and outcomes they have. Only what a report says was
-- achieved is: what was achieved in part is not, and of whom there is no report yet, nothing is known.
{% set programme = 'Education, Training and Employment' %}
with services as (
    select * from {{ ref('stg_commissioned_services') }}
),

code_lists as (
    select * from {{ ref('code_lists') }}
),

spine as (
    select * from {{ ref('int_measure_spine') }}
),

expected_periods as (
    select * from {{ ref('stg_expected_periods') }}
),

outcomes as (
    select
        services.period,
        services.person_token,
        services.report_month,
        services.achievement_level,
        services.achievement_level = 'ACHIEVED' and code_lists.code_group = 'started work' as has_started
    from services
    left join code_lists
        on code_lists.list_name = 'employment_outcomes' and services.desired_outcome = code_lists.code
    where services.service = '{{ programme }}'
),

counted as (
    select
        spine.measure_id,
        spine.area_code,
        spine.period,
        bool_and(expected_periods.is_due) as is_due,
        count(outcomes.person_token) > 0 as is_supplied,
        -- One report that says how it ended is enough for a nought to be true.
        count(outcomes.achievement_level) > 0 as is_known,
        count(distinct outcomes.person_token) filter (where outcomes.has_started) as started_count
    from spine
    inner join expected_periods using (feed, period)
    left join outcomes
        on
            spine.period = outcomes.period
            and outcomes.report_month between spine.period_start_date and spine.period_end_date
    where
        spine.source = 'services'
        -- Nobody but the partnership sees them, not even rounded: protection.sql.
        and not {{ is_public() | lower }}
    group by spine.measure_id, spine.area_code, spine.period
)

select
    measure_id,
    area_code,
    period,
    if(is_known, started_count, null) as numerator,
    cast(null as bigint) as denominator,
    {{ given_status('is_known', status('observed'), 'is_due') }} as given_status,
    case
        when not is_supplied then 'no delivery for ' || period
        when not is_known then 'no report of the quarter says what was achieved'
    end as given_reason
from counted
