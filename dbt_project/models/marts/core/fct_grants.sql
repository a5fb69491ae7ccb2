-- Every grant in every quarter it runs, and once where it ended before the history: what was spent since it began,
-- what will have been, and what will be left. Money left is lost where it cannot be carried forward, at the end of the
-- grant (by the forecast) and at the end of each financial year (by the spend of its last quarter). Spend at the pace
-- so far is set beside the holder's forecast.
{# A grant is young until half of its time has passed: its pace says little before. #}
{% set young_until = 0.5 %}
{# A forecast of a quarter more than the pace, so a pace below four fifths of the forecast, is worth a question. #}
{% set slowest_pace = 0.8 %}
with grant_lines as (
    select * from {{ ref('fct_grant_lines') }}
),

expected_periods as (
    select * from {{ ref('stg_expected_periods') }}
),

grant_returns as (
    select * from {{ ref('stg_grant_returns') }}
),

grants as (
    select
        grant_id,
        title,
        scheme,
        funder,
        theme,
        owner_role,
        start_date,
        end_date,
        carry_forward,
        note,
        source,
        sum(allocation_pounds) as allocation_pounds,
        sum(match_pounds) as match_pounds,
        string_agg(distinct match_kind, ' and ' order by match_kind) as match_kind
    from grant_lines
    group by all
),

given as (
    select
        grant_lines.grant_id,
        expected_periods.period,
        sum(grant_lines.allocation_pounds) as given_pounds
    from grant_lines
    inner join expected_periods
        on
            expected_periods.feed = 'grant_returns'
            and grant_lines.year_start_date <= expected_periods.period_end_date
    group by all
),

grant_quarters as (
    select
        grants.*,
        expected_periods.period,
        expected_periods.period_end_date,
        expected_periods.is_due
    from grants
    left join expected_periods
        on
            expected_periods.feed = 'grant_returns'
            and expected_periods.period_end_date >= cast(grants.start_date as date)
            and expected_periods.period_start_date <= cast(grants.end_date as date)
),

returned as (
    select
        grant_id,
        period,
        {% for column in ['spent_pounds', 'forecast_pounds', 'match_given_pounds', 'comment'] %}
            case
                when count(*) = 1
                    then min({{ column }}) filter (where return_state = {{ return_state('accepted') }})
            end as {{ column }},
        {% endfor %}
        case when count(*) > 1 then {{ return_state('queried') }} else min(return_state) end as return_state
    from grant_returns
    group by all
),

paced as (
    select
        grant_quarters.*,
        coalesce(
            returned.return_state,
            case
                when grant_quarters.period is null then {{ return_state('not asked') }}
                when grant_quarters.is_due then {{ return_state('late') }}
                else {{ return_state('due') }}
            end
        ) as return_state,
        returned.spent_pounds,
        returned.forecast_pounds,
        returned.match_given_pounds,
        returned.comment,
        coalesce(given.given_pounds, grant_quarters.allocation_pounds) as given_pounds,
        case
            when month(grant_quarters.period_end_date) = 3 then given.given_pounds - returned.spent_pounds
        end as left_at_year_end_pounds,
        least(
            1.0,
            (grant_quarters.period_end_date - cast(grant_quarters.start_date as date) + 1)
            / (cast(grant_quarters.end_date as date) - cast(grant_quarters.start_date as date) + 1)
        ) as elapsed_share,
        returned.spent_pounds / elapsed_share as pace_pounds,
        grant_quarters.allocation_pounds - returned.forecast_pounds as left_pounds,
        row_number() over (
            partition by grant_quarters.grant_id
            order by grant_quarters.period desc
        ) = 1 as is_newest
    from grant_quarters
    left join returned using (grant_id, period)
    left join given using (grant_id, period)
)

select
    *,
    case
        when forecast_pounds is null then {{ grant_alarm('no figure') }}
        when spent_pounds > given_pounds or forecast_pounds > allocation_pounds then {{ grant_alarm('overspent') }}
        when left_pounds > 0 and carry_forward <> 'permitted' then {{ carry_forward_alarm() }}
        when elapsed_share >= {{ young_until }} and pace_pounds < {{ slowest_pace }} * forecast_pounds
            then {{ grant_alarm('behind its forecast') }}
        else {{ grant_alarm('none') }}
    end as alarm,
    case
        when period is null or month(period_end_date) <> 3 then null
        when left_at_year_end_pounds is null then {{ grant_alarm('no figure') }}
        when left_at_year_end_pounds < 0 then {{ grant_alarm('overspent') }}
        when left_at_year_end_pounds > 0 then {{ carry_forward_alarm() }}
        else {{ grant_alarm('none') }}
    end as year_end_alarm
from paced
