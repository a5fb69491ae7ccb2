{{ config(meta={
    'table': 'fct_measure_values', 'owner': 'data engineer',
    'rationale': 'Wards lie inside the area: their incidents can be fewer than its total (no place), never more',
    'remedy': 'a small area is in two wards, or a ward in two areas: check the area lookup',
}) }}
-- Wards, and small areas, against the whole. Returns measures and periods whose parts exceed it.
with measure_values as (
    select * from {{ ref('fct_measure_values') }}
)

select
    measure_id,
    period
from measure_values
where
    unit = 'count'
    and measure_id <> 'supervision_caseload'
    -- In the public edition wards and whole are protected apart.
    and (not {{ is_public() | lower }} or disclosure_class = 'event')
group by measure_id, period
having
    sum(numerator) filter (where area_type = 'ward') > sum(numerator) filter (where area_type = 'csp')
    or sum(numerator) filter (where area_type = 'lsoa') > sum(numerator) filter (where area_type = 'csp')
