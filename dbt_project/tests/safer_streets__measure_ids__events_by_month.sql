{{ config(meta={
    'table': 'safer_streets', 'owner': 'partnership analyst',
    'rationale': 'Counts of people below the threshold would be shown in the sums, and longer windows count a month twice',
    'remedy': 'name only monthly counts of events for wards in seeds/safer_streets.csv',
}) }}
-- Measures of an evaluation that are no monthly counts of events in wards.
with schemes as (
    select * from {{ ref('safer_streets') }}
),

measures as (
    select * from {{ ref('int_measures_defined') }}
),

measures_of_schemes as (
    select distinct
        scheme_id,
        {{ split_values('measure_ids') }} as measure_id
    from schemes
)

select
    measures_of_schemes.scheme_id,
    measures_of_schemes.measure_id
from measures_of_schemes
left join measures
    on
        measures_of_schemes.measure_id = measures.measure_id
        and measures.disclosure_class = 'event'
        and measures.unit = 'count'
        and measures.cadence = 'month'
        and measures.window_months = 1
        and measures.area_types like '%ward%'
where measures.measure_id is null
