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
        count(*) as person_count
    from categories_of_people
    inner join measure_categories using (category)
    where measure_categories.source = 'complainants'
    group by all
)

{{ spine_inputs('complainants', 'counted', 'measure_id, area_code, period, window_months') }}
