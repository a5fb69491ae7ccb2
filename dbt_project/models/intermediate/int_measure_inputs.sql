-- What was counted for every measure, whatever it was counted from, in one shape.
with incidents as (
    select * from {{ ref('int_measure_inputs__incidents') }}
),

complainants as (
    select * from {{ ref('int_measure_inputs__complainants') }}
),

supervision as (
    select * from {{ ref('int_measure_inputs__supervision') }}
),

treatment as (
    select * from {{ ref('int_measure_inputs__treatment') }}
),

returned as (
    select * from {{ ref('int_measure_inputs__returns') }}
)

{% for counted in ['incidents', 'complainants', 'supervision', 'treatment'] %}
    select
        measure_id,
        area_code,
        period,
        numerator,
        denominator,
        null as return_status,
        null as return_reason,
        null as is_revised,
        null as received_on,
        {{ 'unplaced_count' if counted == 'incidents' else 'null as unplaced_count' }}
    from {{ counted }}
    union all
{% endfor %}
select
    measure_id,
    area_code,
    period,
    numerator,
    denominator,
    status as return_status,
    status_reason as return_reason,
    is_revised,
    received_on,
    null as unplaced_count
from returned
