-- Which edition of the weights was chosen, which were delivered, and whether they are the same.
with settings as (
    select * from {{ ref('stg_build_settings') }}
),

weights as (
    select * from {{ ref('stg_crime_severity_weights') }}
)

select
    settings.severity_edition as chosen_edition,
    string_agg(distinct weights.edition, ', ' order by weights.edition) as delivered_editions,
    coalesce(bool_or(weights.edition = settings.severity_edition), false) as is_delivered
from settings
left join weights on true
group by settings.severity_edition
