{{ config(meta={
    'table': 'stg_comment_returns', 'owner': 'partnership analyst',
    'rationale': 'A comment on a measure that is in no catalogue would vanish without a word',
    'remedy': 'put the row of the catalogue back, or make its status retired',
}) }}
-- Comments that have no place: no such measure in the catalogue.
with comment_returns as (
    select * from {{ ref('stg_comment_returns') }}
),

measures as (
    select * from {{ ref('int_measures_defined') }}
)

select
    comment_returns.measure_id,
    comment_returns.period
from comment_returns
anti join measures on comment_returns.measure_id = measures.measure_id
