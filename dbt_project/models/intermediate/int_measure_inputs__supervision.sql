-- Numerators and percentage denominators of measures counted from people under supervision, per area and quarter.
with counted as (
    select distinct categories.measure_id, categories.side, people.period, people.person_token,
        people.ward_code, people.csp_code
    from {{ ref('int_measures_categorised') }} as categories
    inner join {{ ref('int_supervision_categorised') }} as listed using (category)
    inner join {{ ref('int_supervision_deduplicated') }} as people using (person_token, period)
    where categories.source = 'supervision'
),

placed as (
    select measure_id, side, period, csp_code as area_code, count(distinct person_token) as person_count
    from counted where csp_code is not null group by all
    union all
    select measure_id, side, period, ward_code, count(distinct person_token)
    from counted where ward_code is not null group by all
)

{{ spine_inputs('supervision', 'placed') }}
