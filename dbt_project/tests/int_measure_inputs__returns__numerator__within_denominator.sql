{{ config(meta={
    'table': 'int_measure_inputs__returns', 'owner': 'partnership analyst',
    'rationale': 'A share above the whole is a number in the wrong cell',
    'remedy': 'ask the lead named in the catalogue for a corrected return, and send the quarter again',
}) }}
select inputs.measure_id, inputs.period, inputs.numerator, inputs.denominator
from {{ ref('int_measure_inputs__returns') }} as inputs
inner join {{ ref('int_measures_defined') }} as measures using (measure_id)
where measures.unit = 'percent' and inputs.numerator > inputs.denominator
