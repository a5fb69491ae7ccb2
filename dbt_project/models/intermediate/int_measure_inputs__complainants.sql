-- Numerators and denominators of measures counted from the people who report ASB.
with categories_of_people as (
    select * from {{ ref('int_complainants_categorised') }}
),

spine as (
    select * from {{ ref('int_measure_spine') }}
),

measure_categories as (
    select * from {{ ref('int_measures_categorised') }}
),

counted as (
    select
        categories_of_people.period,
        categories_of_people.area_code,
        categories_of_people.window_months,
        measure_categories.measure_id,
        measure_categories.side,
        count(*) as person_count,
        {{ group_key('categories_of_people.complainant_noise') }} as group_key
    from categories_of_people
    inner join measure_categories using (category)
    where measure_categories.source = 'complainants'
    group by all
),

sides as (
    {{ sides_of_spine('complainants', 'counted', 'measure_id, area_code, period, window_months') }}
),

{{ spine_inputs('sides') }}
