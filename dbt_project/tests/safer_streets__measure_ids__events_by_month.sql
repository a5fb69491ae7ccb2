{{ config(meta={
    'table': 'safer_streets', 'owner': 'partnership analyst',
    'rationale': 'Counts of people below the threshold would be shown in the sums, and longer windows count a month twice',
    'remedy': 'name only monthly counts of events for wards in seeds/safer_streets.csv',
}) }}
-- Measures of an evaluation that are no monthly counts of events in wards.
with named as (
    select distinct scheme_id, unnest(string_split(measure_ids, ';')) as measure_id from {{ ref('safer_streets') }}
)

select named.*
from named
left join {{ ref('int_measures_defined') }} as measures
    on
        named.measure_id = measures.measure_id
        and measures.disclosure_class = 'event' and measures.unit = 'count' and measures.cadence = 'month'
        and measures.window_months = 1 and measures.area_types like '%ward%'
where measures.measure_id is null
