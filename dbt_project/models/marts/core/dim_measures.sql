with measures as (
    select * from {{ ref('int_measures_defined') }}
),

periods as (
    select * from {{ ref('stg_expected_periods') }}
),

begun_measures as (
    select distinct measures.measure_id
    from measures
    inner join periods using (feed, cadence)
    where periods.period >= measures.first_period
)

select
    measure_id,
    title,
    theme,
    priority,
    definition,
    source,
    feed,
    numerator,
    denominator,
    unit,
    polarity,
    area_types,
    cadence,
    window_months,
    disclosure_class,
    owner_role,
    method_note,
    first_period,
    status,
    is_computable,
    measure_id in (select begun_measures.measure_id from begun_measures) as has_begun
from measures
