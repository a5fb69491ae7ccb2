{{ config(meta={
    'table': 'stg_measure_returns', 'owner': 'partnership analyst',
    'rationale': 'A return for a measure that nobody collects would vanish without a word',
    'remedy': 'put the row of the catalogue back, or make its status retired; or send the quarter again without the measure',
}) }}
-- Returned rows that have no place: a measure that is not in the catalogue as returned.
select rows.measure_id, rows.period
from {{ ref('stg_measure_returns') }} as rows
left join {{ ref('int_measures_defined') }} as measures
    on rows.measure_id = measures.measure_id and measures.source = 'returned'
where measures.measure_id is null
