{{ config(meta={
    'table': 'stg_measure_returns', 'owner': 'partnership analyst',
    'rationale': 'A return for a measure that nobody collects would vanish without a word',
    'remedy': 'put the row of the catalogue back, or make its status retired; or send the quarter again without the measure',
}) }}
-- Returned rows that have no place: a measure that is in the catalogue neither as returned nor as given by a feed.
with measure_returns as (
    select * from {{ ref('stg_measure_returns') }}
),

measures as (
    select * from {{ ref('int_measures_defined') }}
)

select
    measure_returns.measure_id,
    measure_returns.period
from measure_returns
left join measures
    on
        measure_returns.measure_id = measures.measure_id
        and (measures.source = 'returned' or measures.feed_item is not null)
where measures.measure_id is null
