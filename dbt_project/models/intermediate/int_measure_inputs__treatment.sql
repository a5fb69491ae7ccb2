-- Numerators and percentage denominators of measures counted from people in treatment, per twelve months.
-- The feed places people by local authority only, so there is nothing below the CSP.
with counted as (
    select
        categories.measure_id,
        categories.side,
        listed.period,
        listed.csp_code as area_code,
        count(distinct listed.person_token) as person_count
    from {{ ref('int_measures_categorised') }} as categories
    inner join {{ ref('int_treatment_categorised') }} as listed using (category)
    where categories.source = 'treatment'
    group by all
)

{{ spine_inputs('treatment', 'counted') }}
