-- The problems of the priority matrix with what people judged of them. One that nobody judged stays listed.
with problems as (
    select * from {{ ref('priority_problems') }}
),

judgements as (
    select * from {{ ref('stg_priority_judgements') }}
)

select
    problems.*,
    judgements.harm,
    judgements.harm_reason,
    judgements.concern,
    judgements.concern_reason,
    judgements.capacity,
    judgements.capacity_reason,
    judgements.set_on,
    judgements.source
from problems
left join judgements using (problem_id)
