-- The problems in order of the priority matrix, with each score, what it rests on, and how the order moves with the weights.
select
    problem_id, title, criterion, score, weight, weights_version, evidence, disclosure_class, numerator, rate_ratio,
    total_score, priority_rank, best_rank, worst_rank, top_three_percent, status, status_reason
from {{ ref('fct_priorities') }}
