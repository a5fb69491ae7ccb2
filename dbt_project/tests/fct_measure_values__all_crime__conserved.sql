{{ config(meta={
    'table': 'fct_measure_values', 'owner': 'data engineer',
    'rationale': 'The published total of a month must be the incidents of that month, whatever came between',
    'remedy': 'follow the months returned back through int_measure_inputs__incidents',
}) }}
-- Published monthly totals against the incidents themselves. Returns months that differ.
with measure_values as (
    select * from {{ ref('fct_measure_values') }}
),

incidents as (
    select * from {{ ref('fct_incidents') }}
),

published as (
    select
        case measure_id when 'all_crime' then 'crime' else 'asb' end as subject,
        period,
        sum(numerator) as value_sum
    from measure_values
    where
        measure_id in ('all_crime', 'asb_incidents')
        and area_type = 'csp'
        and value is not null
    group by all
),

counted as (
    select
        subject,
        period,
        count(*) as incident_count
    from incidents
    where csp_code is not null
    group by all
)

select
    published.subject,
    published.period,
    published.value_sum,
    counted.incident_count
from published
left join counted on published.subject = counted.subject and published.period = counted.period
where published.value_sum <> coalesce(counted.incident_count, 0)
