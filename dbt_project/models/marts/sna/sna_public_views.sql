-- What residents say, with base and margin, and whether it differs from the same quarter a year before by more than
-- chance allows. An indicator whose wording changed has no year before.
with survey_answers as (
    select * from {{ ref('fct_survey_answers') }}
),

judged as (
    select
        *,
        {{ answer_status('response_percent', 'base_count') }} as status,
        {{ answer_reason('response_percent', 'base_count') }} as answer_reason
    from survey_answers
),

figures as (
    select
        *,
        status = {{ status('observed') }} as is_shown,
        case when is_shown then response_percent end as percent_shown,
        response_percent * (100 - response_percent) / effective_base as variance
    from judged
),

compared as (
    select
        figures.*,
        case
            when earlier.is_shown
                then {{ rounded_percent('figures.percent_shown - earlier.percent_shown') }}
        end as points_change,
        {{ z_95() }} * sqrt(figures.variance + earlier.variance) as points_by_chance
    from figures
    left join figures as earlier
        on
            figures.area_code = earlier.area_code
            and figures.indicator_id = earlier.indicator_id
            and figures.wording = earlier.wording
            and cast(left(figures.wave, 4) as integer) = cast(left(earlier.wave, 4) as integer) + 1
            and right(figures.wave, 2) = right(earlier.wave, 2)
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
    case when is_shown then lower_percent end as lower_percent,
    case when is_shown then upper_percent end as upper_percent,
    case when is_shown then {{ rounded_percent('(upper_percent - lower_percent) / 2') }} end as margin_points,
    points_change,
    case
        when points_change is null then null
        when abs(points_change) <= points_by_chance then 'no change beyond chance'
        when points_change > 0 then 'higher'
        else 'lower'
    end as change_from_year_before,
    status,
    coalesce(
        answer_reason,
        case when not has_design_effect then 'no design effect is stated: the margin is at least this' end
    ) as status_reason
from compared
