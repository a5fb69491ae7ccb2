{{ config(meta={
    'table': 'measure_targets', 'owner': 'partnership analyst',
    'rationale': 'A target of a measure nobody knows would never be missed',
    'remedy': 'correct the row in seeds/measure_targets.csv: measure, period of its cadence, basis',
}) }}
-- Targets of unknown measures, of measures without a good direction, in another cadence than the measure, or unfounded.
with targets as (
    select * from {{ ref('measure_targets') }}
),

catalogue as (
    select * from {{ ref('measure_catalogue') }}
),

from_feeds as (
    select * from {{ ref('measures_from_feeds') }}
)

select
    targets.measure_id,
    targets.first_period
from targets
left join catalogue on targets.measure_id = catalogue.measure_id
left join from_feeds on targets.measure_id = from_feeds.measure_id
where
    catalogue.measure_id is null
    or catalogue.polarity = 'neutral'
    or targets.first_period not like case coalesce(from_feeds.cadence, catalogue.cadence)
        when 'quarter' then '%Q%'
        when 'year' then '____'
        else '____-__'
    end
    or targets.target is null
    or targets.basis is null
