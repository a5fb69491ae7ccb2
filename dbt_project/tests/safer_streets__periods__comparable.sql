{{ config(meta={
    'table': 'safer_streets', 'owner': 'partnership analyst',
    'rationale': 'Thirteen months against twelve are a rise that nobody made, and autumn against spring is a season',
    'remedy': 'give the same calendar months before and after in seeds/safer_streets.csv, for all places of a scheme',
}) }}
-- Schemes whose places have different periods, or whose periods are not the same calendar months of different years.
select scheme_id
from {{ ref('safer_streets') }}
group by scheme_id
having
    count(distinct before_from || before_to || after_from || after_to) > 1
    or min(before_from[6:7] || before_to[6:7]) <> min(after_from[6:7] || after_to[6:7])
    or min(cast(before_to[1:4] as integer) - cast(before_from[1:4] as integer))
    <> min(cast(after_to[1:4] as integer) - cast(after_from[1:4] as integer))
    or min(after_from) <= max(before_to)
