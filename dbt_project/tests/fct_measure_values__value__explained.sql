{{ config(meta={
    'table': 'fct_measure_values', 'owner': 'data engineer',
    'rationale': 'Missing is never zero: a figure without a value says why, and one with a value has no excuse',
    'remedy': 'look at the rows returned: value and status contradict each other',
}) }}
with measure_values as (
    select * from {{ ref('fct_measure_values') }}
)

select
    measure_id,
    area_code,
    period,
    status,
    value
from measure_values
where
    status is null
    or (value is null) = {{ has_value('status') }}
    or (status = {{ status('true zero') }} and value <> 0)
    or (value is null and status_reason is null)
