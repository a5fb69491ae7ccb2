{{ config(meta={
    'table': 'comparators', 'owner': 'partnership analyst',
    'rationale': 'Figures of areas of different size can be compared as rates and shares only, and only with a source',
    'remedy': 'correct the row in seeds/comparators.csv',
}) }}
-- Comparators of unknown measures, of plain counts, or without value, source or date.
select comparators.measure_id, comparators.area_code, comparators.period
from {{ ref('comparators') }} as comparators
left join {{ ref('measure_catalogue') }} as catalogue using (measure_id)
where
    catalogue.measure_id is null
    or catalogue.unit = 'count'
    or comparators.value is null
    or comparators.source is null
    or comparators.published_on is null
