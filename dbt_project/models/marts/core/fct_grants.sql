-- Every grant in every quarter it runs, and once where it ended before the history: what was spent since it began, what will
-- have been, and what will be left. Money left is lost where it cannot be carried forward. Spend at the pace so far is set
-- beside the holder's forecast: a forecast of a quarter more than the pace is worth a question.
with quarters as (
    select grants.*, expected.period, expected.period_end_date, expected.is_due
    from {{ ref('grants') }} as grants
    left join {{ ref('stg_expected_periods') }} as expected
        on
            expected.feed = 'grant_returns'
            and expected.period_end_date > cast(grants.start_date as date)
            and expected.period_start_date < cast(grants.end_date as date)
),

returned as (
    select
        grant_id,
        period,
        case when count(*) > 1 then 'queried' else min(return_state) end as return_state,
        case when count(*) = 1 then min(spent_pounds) filter (where return_state = 'accepted') end as spent_pounds,
        case when count(*) = 1 then min(forecast_pounds) filter (where return_state = 'accepted') end as forecast_pounds,
        case when count(*) = 1 then min(comment) filter (where return_state = 'accepted') end as comment
    from {{ ref('stg_grant_returns') }}
    group by grant_id, period
),

placed as (
    select
        quarters.*,
        coalesce(
            returned.return_state,
            case when quarters.period is null then 'not asked' when quarters.is_due then 'late' else 'due' end
        ) as return_state,
        returned.spent_pounds,
        returned.forecast_pounds,
        returned.comment,
        least(1.0, (quarters.period_end_date - cast(quarters.start_date as date) + 1)
            / (cast(quarters.end_date as date) - cast(quarters.start_date as date) + 1)) as elapsed_share,
        returned.spent_pounds / elapsed_share as pace_pounds,
        quarters.allocation_pounds - returned.forecast_pounds as left_pounds,
        row_number() over (partition by quarters.grant_id order by quarters.period desc) = 1 as is_newest
    from quarters
    left join returned using (grant_id, period)
)

select
    *,
    case
        when forecast_pounds is null then 'no figure'
        when greatest(spent_pounds, forecast_pounds) > allocation_pounds then 'overspent'
        when left_pounds > 0 and carry_forward = 'no' then 'will be lost'
        when left_pounds > 0 and carry_forward = 'by consent' then 'needs consent'
        when elapsed_share >= 0.5 and pace_pounds < 0.8 * forecast_pounds then 'behind its forecast'
        else 'none'
    end as alarm
from placed
