{{ config(meta={
    'table': 'fct_measure_values', 'owner': 'data engineer',
    'rationale': 'The published total of a month must be the incidents of that month, whatever came between',
    'remedy': 'follow the months returned back through int_measure_inputs__incidents',
}) }}
-- Published monthly totals against the incidents themselves. Returns months that differ.
with published as (
    select
        case fct.measure_id when 'all_crime' then 'crime' else 'asb' end as subject,
        fct.period,
        sum(fct.numerator) as value_sum
    from {{ ref('fct_measure_values') }} as fct
    where fct.measure_id in ('all_crime', 'asb_incidents') and fct.area_type = 'csp' and fct.value is not null
    group by all
),

counted as (
    select subject, period, count(*) as incident_count
    from {{ ref('fct_incidents') }}
    where csp_code is not null
    group by all
)

select published.*, counted.incident_count
from published
left join counted using (subject, period)
where published.value_sum <> coalesce(counted.incident_count, 0)
