{{ config(meta={
    'table': 'safer_streets', 'owner': 'partnership analyst',
    'rationale': 'Thirteen months against twelve are a rise that nobody made, and autumn against spring is a season',
    'remedy': 'give the same calendar months before and after in seeds/safer_streets.csv, for all places of a scheme',
}) }}
-- Schemes whose places have different periods, or whose periods are not the same calendar months of different years.
with places as (
    select * from {{ ref('safer_streets') }}
),

periods as (
    select
        *,
        cast(left(before_to, 4) as integer) - cast(left(before_from, 4) as integer) as before_years,
        cast(left(after_to, 4) as integer) - cast(left(after_from, 4) as integer) as after_years,
        right(before_from, 2) || right(before_to, 2) as before_calendar_months,
        right(after_from, 2) || right(after_to, 2) as after_calendar_months
    from places
)

select scheme_id
from periods
group by scheme_id
having
    count(distinct before_from || before_to || after_from || after_to) > 1
    or min(before_calendar_months) <> min(after_calendar_months)
    or min(before_years) <> min(after_years)
    or min(after_from) <= max(before_to)
