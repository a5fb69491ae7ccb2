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
    measure_id in (
        select begun.measure_id
        from {{ ref('int_measures_defined') }} as begun
        inner join {{ ref('stg_expected_periods') }} as periods using (feed, cadence)
        where periods.period >= begun.first_period
    ) as has_begun
from {{ ref('int_measures_defined') }}
