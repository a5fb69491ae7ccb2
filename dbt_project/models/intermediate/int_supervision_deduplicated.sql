-- One row per person and quarter: a person with several sentences or requirements counts once.
-- Where rows of one person disagree, the highest risk, IOM if any row says so, and of the other answers the newest given.
with answered as (
    select
        rows.person_token,
        rows.period,
        rows.is_iom,
        rows.risk_of_serious_harm,
        areas.ward_code,
        areas.csp_code,
        risks.code_group as risk,
        addresses.code_group as accommodation,
        jobs.code_group as employment,
        (rows.sentence_month, rows.event_number) as newest
    from {{ ref('stg_probation_supervision') }} as rows
    left join {{ ref('int_small_areas_resolved') }} as areas using (lsoa_code)
    left join {{ ref('code_lists') }} as risks
        on risks.list_name = 'risk_levels' and rows.risk_of_serious_harm = risks.code
    left join {{ ref('code_lists') }} as addresses
        on addresses.list_name = 'address_types' and rows.address_type = addresses.code
    left join {{ ref('code_lists') }} as jobs
        on jobs.list_name = 'employment_statuses' and rows.employment_status = jobs.code
),

sole as (
    -- A person without a fixed abode still belongs to the area, as long as the area is one CSP.
    select case when count(distinct csp_code) = 1 then min(csp_code) end as csp_code
    from {{ ref('int_small_areas_resolved') }}
)

select
    answered.person_token,
    answered.period,
    {{ newest('answered.ward_code', 'answered.newest') }} as ward_code,
    coalesce(
        {{ newest('answered.csp_code', 'answered.newest') }}, (select csp_code from sole)
    ) as csp_code,
    bool_or(answered.is_iom) as is_iom,
    coalesce(bool_or(answered.risk = 'high or very high'), false) as is_high_risk,
    bool_or(answered.risk_of_serious_harm is not null) as has_risk,
    {{ newest('answered.accommodation', 'answered.newest') }} as accommodation,
    {{ newest('answered.employment', 'answered.newest') }} as employment
from answered
group by answered.person_token, answered.period
