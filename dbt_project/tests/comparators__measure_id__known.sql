{{ config(meta={
    'table': 'comparators', 'owner': 'partnership analyst',
    'rationale': 'Figures of areas of different size can be compared as rates and shares only, and only with a source',
    'remedy': 'correct the row in seeds/comparators.csv',
}) }}
-- Comparators of unknown measures, of plain counts, or without value, source or date.
with comparators as (
    select * from {{ ref('comparators') }}
),

catalogue as (
    select * from {{ ref('measure_catalogue') }}
)

select
    comparators.measure_id,
    comparators.area_code,
    comparators.period
from comparators
left join catalogue on comparators.measure_id = catalogue.measure_id
where
    catalogue.measure_id is null
    or catalogue.unit = 'count'
    or comparators.value is null
    or comparators.source is null
    or comparators.published_on is null
