-- One row per person and quarter: a person with several sentences or requirements counts once. Where rows of one
-- person disagree, the highest risk, IOM if any row says so, and of the other answers the newest given.
with supervision as (
    select * from {{ ref('stg_probation_supervision') }}
),

small_areas as (
    select * from {{ ref('int_small_areas_resolved') }}
),

code_lists as (
    select * from {{ ref('code_lists') }}
),

answers as (
    select
        supervision.person_token,
        supervision.person_noise,
        supervision.period,
        supervision.is_iom,
        supervision.risk_of_serious_harm,
        small_areas.ward_code,
        small_areas.csp_code,
        risks.code_group as risk,
        addresses.code_group as accommodation,
        jobs.code_group as employment,
        (supervision.sentence_month, supervision.event_number) as sentence_order
    from supervision
    left join small_areas using (lsoa_code)
    left join code_lists as risks
        on risks.list_name = 'risk_levels' and supervision.risk_of_serious_harm = risks.code
    left join code_lists as addresses
        on addresses.list_name = 'address_types' and supervision.address_type = addresses.code
    left join code_lists as jobs
        on jobs.list_name = 'employment_statuses' and supervision.employment_status = jobs.code
),

sole_partnership as (
    -- A person without a fixed abode still belongs to the area, as long as the area is one CSP.
    select case when count(distinct csp_code) = 1 then min(csp_code) end as csp_code
    from small_areas
)

select
    answers.person_token,
    min(answers.person_noise) as person_noise,
    answers.period,
    {{ newest('answers.ward_code', 'answers.sentence_order') }} as ward_code,
    coalesce(
        {{ newest('answers.csp_code', 'answers.sentence_order') }},
        (select sole_partnership.csp_code from sole_partnership)
    ) as csp_code,
    bool_or(answers.is_iom) as is_iom,
    coalesce(bool_or(answers.risk = 'high or very high'), false) as is_high_risk,
    bool_or(answers.risk_of_serious_harm is not null) as has_risk,
    {{ newest('answers.accommodation', 'answers.sentence_order') }} as accommodation,
    {{ newest('answers.employment', 'answers.sentence_order') }} as employment
from answers
group by answers.person_token, answers.period
