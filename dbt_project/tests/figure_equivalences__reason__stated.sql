{{ config(meta={
    'table': 'figure_equivalences', 'owner': 'partnership analyst',
    'rationale': 'Two figures of one concept that may differ without a word mislead whoever reads both',
    'remedy': 'say in the row why the two may differ, or set most_percent to 0',
}) }}
-- Pairs that may differ and do not say why, or say why and may not differ.
with equivalences as (
    select * from {{ ref('figure_equivalences') }}
)

select equivalences.equivalence_id
from equivalences
where
    (equivalences.most_percent is not distinct from 0) <> (coalesce(equivalences.reason, '') = '')
