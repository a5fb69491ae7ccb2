{{ config(meta={
    'table': 'measure_targets', 'owner': 'partnership analyst',
    'rationale': 'A target of a measure nobody knows would never be missed',
    'remedy': 'correct the row in seeds/measure_targets.csv: measure, period of its cadence, basis',
}) }}
-- Targets of unknown measures, of measures without a good direction, in another cadence than the measure, or unfounded.
select targets.measure_id, targets.first_period
from {{ ref('measure_targets') }} as targets
left join {{ ref('measure_catalogue') }} as catalogue using (measure_id)
where
    catalogue.measure_id is null
    or catalogue.polarity = 'neutral'
    or (catalogue.cadence = 'quarter') <> (targets.first_period like '%Q%')
    or targets.target is null
    or targets.basis is null
