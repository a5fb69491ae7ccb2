with source as (
    select * from {{ source('partnership', 'measures') }}
)

select
    measure_id,
    title,
    theme,
    priority,
    definition,
    source,
    numerator,
    denominator,
    unit,
    polarity,
    area_types,
    cadence,
    cast(window_months as integer) as window_months,
    disclosure_class,
    owner_role,
    method_note,
    first_period,
    status,
    violence_definition,
    other_figures
from source
