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

need as (
    select * from {{ ref('int_measure_inputs__need') }}
),

survey as (
    select * from {{ ref('int_measure_inputs__survey') }}
),

fires as (
    select * from {{ ref('int_measure_inputs__fires') }}
),

attendances as (
    select * from {{ ref('int_measure_inputs__attendances') }}
),

bedspaces as (
    select * from {{ ref('int_measure_inputs__bedspaces') }}
),

bookings as (
    select * from {{ ref('int_measure_inputs__bookings') }}
),

services as (
    select * from {{ ref('int_measure_inputs__services') }}
),

cas3_referrals as (
    select * from {{ ref('int_measure_inputs__cas3_referrals') }}
),

reoffending as (
    select * from {{ ref('int_measure_inputs__reoffending') }}
),

returned as (
    select * from {{ ref('int_measure_inputs__returns') }}
),

gathered as (
    {% for counted in ['incidents', 'complainants', 'supervision', 'treatment', 'need'] %}
        select
            *,
            null as given_status,
            null as given_reason
        from {{ counted }}
        union all by name
    {% endfor %}
    {% for given in [
        'survey', 'fires', 'attendances', 'bedspaces', 'bookings', 'cas3_referrals', 'services', 'reoffending'
    ] %}
        select * from {{ given }}
        union all by name
    {% endfor %}
    select
        measure_id,
        area_code,
        period,
        numerator,
        denominator,
        status as given_status,
        status_reason as given_reason,
        is_revised,
        received_on
    from returned
    where not is_check
)

select
    measure_id,
    area_code,
    period,
    numerator,
    denominator,
    given_value,
    given_status,
    given_reason,
    is_revised,
    received_on,
    unplaced_count
from gathered
