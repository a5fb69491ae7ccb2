{{ config(meta={
    'table': 'measure_breaks', 'owner': 'partnership analyst',
    'rationale': 'A break that applies to nothing forbids nothing: years would be compared across it',
    'remedy': 'correct applies_to in measure_breaks.csv of the partnership folder: the kinds are in docs/measures.md',
}) }}
-- Breaks of which it cannot be said what they apply to, or since when.
with catalogue as (
    select * from {{ ref('int_measures_listed') }}
),

expected_periods as (
    select * from {{ ref('stg_expected_periods') }}
),

breaks as (
    select * from {{ ref('int_measure_breaks_listed') }}
),

known as (
    select measure_id as applies_to
    from catalogue
    union all
    select distinct 'source:' || source as applies_to
    from catalogue
    union all
    select distinct 'feed:' || feed as applies_to
    from expected_periods
    union all
    select unnest(['all', 'area_type:csp', 'area_type:ward', 'area_type:lsoa']) as applies_to
)

select
    breaks.break_id,
    breaks.applies_to,
    breaks.first_period_after
from breaks
left join known on breaks.applies_to = known.applies_to
where
    known.applies_to is null
    or not regexp_full_match(breaks.first_period_after, '\d{4}-(0[1-9]|1[0-2]|\d{2}Q[1-4])')
    or breaks.source is null
