-- Unmet need for treatment: of the people estimated to be in need, those not in treatment in the twelve months. More in
-- treatment than were estimated leave nobody.
with people as (
    select * from {{ ref('int_treatment_windowed') }}
),

spine as (
    select * from {{ ref('int_measure_spine') }}
),

treatment_need as (
    select * from {{ ref('stg_treatment_need') }}
),

needs_of_people as (
    select
        period,
        csp_code,
        person_token,
        person_noise,
        unnest([case when uses_opiates then 'opiate' end, case when uses_alcohol then 'alcohol' end]) as need_group
    from people
    where window_months = 12
),

counted as (
    select
        spine.measure_id,
        spine.area_code,
        spine.period,
        any_value(treatment_need.estimate) as estimate,
        count(distinct needs_of_people.person_token) as person_count,
        {{ group_key('needs_of_people.person_noise') }} as group_key
    from spine
    inner join treatment_need on spine.feed_item = treatment_need.need_group
    left join needs_of_people
        on
            spine.feed_item = needs_of_people.need_group
            and spine.period = needs_of_people.period
            and spine.area_code = needs_of_people.csp_code
    where spine.source = 'need'
    group by spine.measure_id, spine.area_code, spine.period
),

figures as (
    select
        measure_id,
        area_code,
        period,
        cast(greatest(estimate - {{ protected_count('person_count', 'group_key') }}, 0) as bigint) as numerator,
        cast(estimate as bigint) as denominator
    from counted
)

{{ as_published('figures') }}
