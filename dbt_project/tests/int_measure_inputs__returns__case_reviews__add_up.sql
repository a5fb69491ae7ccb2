{{ config(meta={
    'table': 'int_measure_inputs__returns', 'severity': 'warn', 'owner': 'partnership analyst',
    'rationale': 'Applications are at least threshold not met plus reviews, and reviews at least those with recommendations',
    'remedy': 'ask the community safety manager; an application open over the end of a quarter explains it',
}) }}
-- The four statutory numbers of ASB case reviews (2014 Act s.104) against each other, quarter by quarter.
with returned_measures as (
    select * from {{ ref('int_measure_inputs__returns') }}
),

case_reviews as (
    select
        period,
        area_code,
        max(numerator) filter (where measure_id = 'case_review_applications') as applications,
        max(numerator) filter (where measure_id = 'case_review_threshold_not_met') as not_met,
        max(numerator) filter (where measure_id = 'case_reviews') as reviews,
        max(numerator) filter (where measure_id = 'case_review_recommendations') as recommendations
    from returned_measures
    group by period, area_code
)

select
    period,
    area_code,
    applications,
    not_met,
    reviews,
    recommendations
from case_reviews
where applications < not_met + reviews or reviews < recommendations
