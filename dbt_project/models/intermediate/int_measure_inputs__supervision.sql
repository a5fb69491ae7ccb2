-- Numerators and percentage denominators of measures counted from people under supervision, per area and quarter.
with measure_categories as (
    select * from {{ ref('int_measures_categorised') }}
),

categories_of_people as (
    select * from {{ ref('int_supervision_categorised') }}
),

people as (
    select * from {{ ref('int_supervision_deduplicated') }}
),

spine as (
    select * from {{ ref('int_measure_spine') }}
),

counted_people as (
    select distinct
        measure_categories.measure_id,
        measure_categories.side,
        people.period,
        people.person_token,
        people.person_noise,
        people.ward_code,
        people.csp_code
    from measure_categories
    inner join categories_of_people using (category)
    inner join people
        on
            categories_of_people.person_token = people.person_token
            and categories_of_people.period = people.period
    where measure_categories.source = 'supervision'
),

counted as (
    {% for area_code in ['csp_code', 'ward_code'] %}
        select
            measure_id,
            side,
            period,
            {{ area_code }} as area_code,
            count(distinct person_token) as person_count,
            {{ group_key('person_noise') }} as group_key
        from counted_people
        where {{ area_code }} is not null
        group by all
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
),

sides as (
    {{ sides_of_spine('supervision', 'counted') }}
),

{{ spine_inputs('sides') }}
