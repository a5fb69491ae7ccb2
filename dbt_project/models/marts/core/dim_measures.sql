with measures as (
    select * from {{ ref('int_measures_defined') }}
),

begun_measures as (
    -- Of the others, the first period is still to come, or the history does not hold a whole window yet.
    select distinct measure_id
    from {{ ref('int_measure_spine') }}
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
