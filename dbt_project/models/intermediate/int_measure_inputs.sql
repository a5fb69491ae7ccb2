-- What was counted for every measure, whatever it was counted from, in one shape.
{% for shape in ['incidents', 'complainants', 'supervision', 'treatment'] -%}
select
    measure_id, area_code, period, numerator, denominator, null as return_status, null as return_reason,
    null as is_revised, null as received_on
from {{ ref('int_measure_inputs__' ~ shape) }}
union all
{% endfor -%}
select
    measure_id, area_code, period, numerator, denominator, status, status_reason, is_revised, received_on
from {{ ref('int_measure_inputs__returns') }}
