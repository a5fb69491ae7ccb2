-- The problems in order of the priority matrix, with each score, the rows it comes from, and how the order moves with
-- the weights. To the public no weight of crimes is shown: with their number it would say of which kinds they are.
with priorities as (
    select * from {{ ref('fct_priorities') }}
)

select
    area_code,
    problem_id,
    title,
    criterion,
    score,
    weight,
    weights_version,
    basis,
    source_table,
    source_rows,
    if({{ is_public() | lower }} and source_table = 'sna_harm', null, source_value) as source_value,
    if(
        {{ is_public() | lower }} and source_table = 'sna_harm',
        'days of sentence per crime, not shown to the public: the fifth it falls into',
        evidence
    ) as evidence,
    measure_ids,
    disclosure_class,
    numerator,
    total_score,
    priority_rank,
    best_rank,
    worst_rank,
    top_three_percent,
    status,
    status_reason,
    left_out_count,
    left_out_reason
from priorities
