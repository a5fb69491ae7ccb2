-- The money: allocation, spend, forecast, and the alarm where money that cannot be carried forward will be left.
with grants as (
    select * from {{ ref('fct_grants') }}
)

select
    grant_id,
    title,
    scheme,
    funder,
    theme,
    owner_role,
    cast(start_date as date) as start_date,
    cast(end_date as date) as end_date,
    carry_forward,
    period,
    cast(period_end_date as date) as period_end_date,
    return_state,
    cast(allocation_pounds as double) as allocation_pounds,
    cast(given_pounds as double) as given_pounds,
    cast(match_pounds as double) as match_pounds,
    match_kind,
    cast(spent_pounds as double) as spent_pounds,
    cast(forecast_pounds as double) as forecast_pounds,
    cast(match_given_pounds as double) as match_given_pounds,
    cast(elapsed_share as double) as elapsed_share,
    cast(pace_pounds as double) as pace_pounds,
    cast(left_pounds as double) as left_pounds,
    cast(left_at_year_end_pounds as double) as left_at_year_end_pounds,
    alarm,
    year_end_alarm,
    comment,
    is_newest,
    note,
    source
from grants
