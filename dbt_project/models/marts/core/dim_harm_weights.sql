-- The weights of the edition that was chosen. Where another was delivered and not this one, there is no row: weights of
-- two editions are never mixed, and none is taken for another.
with weights as (
    select * from {{ ref('stg_crime_severity_weights') }}
),

settings as (
    select * from {{ ref('stg_build_settings') }}
)

select
    weights.edition,
    weights.offence_code,
    weights.weight
from weights
inner join settings on weights.edition = settings.severity_edition
