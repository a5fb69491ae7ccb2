{{ config(meta={
    'table': 'int_measure_inputs__returns', 'owner': 'partnership analyst',
    'rationale': 'A share above the whole is a number in the wrong cell',
    'remedy': 'ask the lead named in the catalogue for a corrected return, and send the quarter again',
}) }}
with returned_measures as (
    select * from {{ ref('int_measure_inputs__returns') }}
),

measures as (
    select * from {{ ref('int_measures_defined') }}
)

select
    returned_measures.measure_id,
    returned_measures.period,
    returned_measures.numerator,
    returned_measures.denominator
from returned_measures
inner join measures on returned_measures.measure_id = measures.measure_id
where measures.unit = 'percent' and returned_measures.numerator > returned_measures.denominator
