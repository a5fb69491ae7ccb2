-- Measures that CAS3's report of referrals gives, by quarter: referrals that were submitted, and of those decided the
-- ones that were offered a bed. The report has a referral once for each of its bookings, and it counts once. One that
-- is not decided yet is in neither figure of the share. Landing keeps this area's and this quarter's alone.
with rows_of_the_report as (
    select * from {{ ref('stg_cas3_referrals') }}
),

spine as (
    select * from {{ ref('int_measure_spine') }}
),

expected_periods as (
    select * from {{ ref('stg_expected_periods') }}
),

referrals as (
    select
        period,
        referral_token,
        bool_or(is_offered) as is_offered,
        bool_or(is_offered or is_rejected) as is_decided
    from rows_of_the_report
    group by period, referral_token
),

counted as (
    select
        spine.measure_id,
        spine.area_code,
        spine.period,
        spine.feed_item = 'offered' as is_share,
        bool_and(expected_periods.is_due) as is_due,
        count(referrals.referral_token) as referral_count,
        count(*) filter (where referrals.is_decided) as decided_count,
        count(*) filter (where referrals.is_offered) as offered_count
    from spine
    inner join expected_periods using (feed, period)
    left join referrals using (period)
    where
        spine.source = 'cas3_referrals'
        -- Nobody but the partnership sees them, not even rounded: protection.sql.
        and not {{ is_public() | lower }}
    group by spine.measure_id, spine.area_code, spine.period, spine.feed_item
),

judged as (
    select
        *,
        referral_count > 0 as is_supplied,
        is_share and is_supplied and decided_count = 0 as is_all_undecided
    from counted
)

select
    measure_id,
    area_code,
    period,
    case when is_supplied and not is_all_undecided then if(is_share, offered_count, referral_count) end as numerator,
    case when is_supplied and is_share and not is_all_undecided then decided_count end as denominator,
    {{ given_status('is_supplied and not is_all_undecided', status('observed'), 'is_due') }} as given_status,
    case
        when not is_supplied then 'no delivery for ' || period
        when is_all_undecided then 'none of the referrals is decided yet'
    end as given_reason
from judged
