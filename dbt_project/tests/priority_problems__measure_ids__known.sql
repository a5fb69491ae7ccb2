{{ config(meta={
    'table': 'priority_problems', 'owner': 'partnership analyst',
    'rationale': 'A measure nobody knows leads a reader nowhere',
    'remedy': 'correct measure_ids in seeds/priority_problems.csv',
}) }}
-- Measures of a problem that the catalogue does not have. Returns them.
with problems as (
    select * from {{ ref('priority_problems') }}
),

catalogue as (
    select * from {{ ref('measure_catalogue') }}
),

measures_of_problems as (
    select
        problem_id,
        {{ split_values('measure_ids') }} as measure_id
    from problems
)

select
    measures_of_problems.problem_id,
    measures_of_problems.measure_id
from measures_of_problems
anti join catalogue on measures_of_problems.measure_id = catalogue.measure_id
