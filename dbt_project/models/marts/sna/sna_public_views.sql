-- What residents say, with base and margin, and whether it differs from the same quarter a year before by more than chance allows.
-- An indicator whose wording changed has no year before.
with judged as (
    select
        *,
        case
            when response_percent is null then 'suppressed'
            when base_count < 50 then 'not applicable'
            else 'observed'
        end as status
    from {{ ref('fct_survey_answers') }}
),

figures as (
    select
        *,
        case when status = 'observed' then response_percent end as percent_shown,
        response_percent * (100 - response_percent) / effective_base as variance
    from judged
),

compared as (
    select
        now.*,
        case when earlier.status = 'observed' then round(now.percent_shown - earlier.percent_shown, 4) end as points_change,
        1.959964 * sqrt(now.variance + earlier.variance) as points_by_chance
    from figures as now
    left join figures as earlier
        on now.area_code = earlier.area_code and now.indicator_id = earlier.indicator_id and now.wording = earlier.wording
        and cast(left(now.wave, 4) as integer) = cast(left(earlier.wave, 4) as integer) + 1
        and right(now.wave, 2) = right(earlier.wave, 2)
)

select
    wave,
    area_code,
    area_name,
    is_home,
    indicator_id,
    wording,
    base_count,
    is_weighted,
    has_design_effect,
    percent_shown as response_percent,
    case when status = 'observed' then lower_percent end as lower_percent,
    case when status = 'observed' then upper_percent end as upper_percent,
    case when status = 'observed' then round((upper_percent - lower_percent) / 2, 4) end as margin_points,
    points_change,
    case
        when points_change is null then null
        when abs(points_change) <= points_by_chance then 'no change beyond chance'
        when points_change > 0 then 'higher'
        else 'lower'
    end as change_from_year_before,
    status,
    case
        when status = 'suppressed' then 'the publisher gives no figure'
        when status = 'not applicable' then 'fewer than 50 residents answered'
        when not has_design_effect then 'no design effect is stated: the margin is at least this'
    end as status_reason
from compared
