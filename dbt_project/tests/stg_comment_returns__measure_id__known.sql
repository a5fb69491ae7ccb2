{{ config(meta={
    'table': 'stg_comment_returns', 'owner': 'partnership analyst',
    'rationale': 'A comment on a measure that is in no catalogue would vanish without a word',
    'remedy': 'put the row of the catalogue back, or make its status retired',
}) }}
-- Comments that have no place: no such measure in the catalogue.
select rows.measure_id, rows.period
from {{ ref('stg_comment_returns') }} as rows
anti join {{ ref('int_measures_defined') }} as measures using (measure_id)
