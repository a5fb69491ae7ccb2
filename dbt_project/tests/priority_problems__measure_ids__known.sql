{{ config(meta={
    'table': 'priority_problems', 'owner': 'partnership analyst',
    'rationale': 'A measure nobody knows leads a reader nowhere',
    'remedy': 'correct measure_ids in seeds/priority_problems.csv',
}) }}
-- Measures of a problem that the catalogue does not have. Returns them.
select problem_id, measure_id
from (select problem_id, unnest(string_split(measure_ids, ';')) as measure_id from {{ ref('priority_problems') }})
anti join {{ ref('measure_catalogue') }} using (measure_id)
