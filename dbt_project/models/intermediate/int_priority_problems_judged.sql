-- The problems of the priority matrix with what people judged of them. One that nobody judged stays listed, and says so.
{% set unjudged = 'nobody has judged this yet: priority_judgements.csv of the partnership folder' %}
with problems as (
    select * from {{ ref('priority_problems') }}
),

judgements as (
    select * from {{ ref('stg_priority_judgements') }}
)

select
    problems.*,
    {% for name in ['harm', 'concern', 'capacity'] %}
        judgements.{{ name }},
        case
            when judgements.problem_id is null then '{{ unjudged }}'
            else judgements.{{ name }}_reason
        end as {{ name }}_reason,
    {% endfor %}
    judgements.set_on,
    judgements.source
from problems
left join judgements using (problem_id)
