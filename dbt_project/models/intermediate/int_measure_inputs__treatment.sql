-- Numerators and percentage denominators of measures counted from people in treatment, per twelve months.
-- The feed places people by local authority only, so there is nothing below the CSP.
with measure_categories as (
    select * from {{ ref('int_measures_categorised') }}
),

categories_of_people as (
    select * from {{ ref('int_treatment_categorised') }}
),

spine as (
    select * from {{ ref('int_measure_spine') }}
),

counted as (
    select
        measure_categories.measure_id,
        measure_categories.side,
        categories_of_people.period,
        categories_of_people.csp_code as area_code,
        count(distinct categories_of_people.person_token) as person_count,
        {{ group_key('categories_of_people.person_noise') }} as group_key
    from measure_categories
    inner join categories_of_people using (category)
    where measure_categories.source = 'treatment' and categories_of_people.window_months = 12
    group by all
),

sides as (
    {{ sides_of_spine('treatment', 'counted') }}
),

{{ spine_inputs('sides') }}
