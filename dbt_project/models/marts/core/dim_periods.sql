with expected_periods as (
    select * from {{ ref('stg_expected_periods') }}
)

select distinct
    period,
    cadence,
    period_start_date,
    period_end_date,
    {{ financial_year('period_start_date') }} as financial_year,
    {{ quarter_key('period_start_date') }} as financial_quarter
from expected_periods
where cadence in ('month', 'quarter')
