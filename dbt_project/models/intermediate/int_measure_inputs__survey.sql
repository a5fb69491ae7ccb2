-- Measures that the survey of residents gives, by wave. It gives a weighted share and its base: the share counts as it
-- stands, and the count is its part of the base, rounded.
with survey as (
    select * from {{ ref('stg_resident_survey') }}
),

home_codes as (
    select * from {{ ref('int_home_codes') }}
),

spine as (
    select * from {{ ref('int_measure_spine') }}
),

expected_periods as (
    select * from {{ ref('stg_expected_periods') }}
),

asked_here as (
    select survey.*
    from survey
    inner join home_codes using (area_code)
),

answers as (
    select
        spine.measure_id,
        spine.area_code,
        spine.period,
        expected_periods.is_due,
        asked_here.wave is not null as is_supplied,
        asked_here.response_percent,
        asked_here.base_count,
        {{ answer_status('asked_here.response_percent', 'asked_here.base_count') }} as answer_status,
        {{ answer_reason('asked_here.response_percent', 'asked_here.base_count') }} as answer_reason
    from spine
    inner join expected_periods using (feed, period)
    left join asked_here
        on
            spine.feed_item = asked_here.indicator_id
            and spine.period = asked_here.wave
    where spine.source = 'survey'
)

select
    measure_id,
    area_code,
    period,
    cast(round(response_percent * base_count / 100) as bigint) as numerator,
    base_count as denominator,
    response_percent as given_value,
    {{ given_status('is_supplied', 'answer_status', 'is_due') }} as given_status,
    case
        when is_supplied then answer_reason
        else 'no answer of the area for ' || period
    end as given_reason
from answers
