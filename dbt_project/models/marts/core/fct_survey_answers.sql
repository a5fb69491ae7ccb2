-- Each answer of the survey with its interval (Wilson 1927) at 95%, on the base that is left after the design's loss of
-- precision.
with survey as (
    select * from {{ ref('stg_resident_survey') }}
),

home_codes as (
    select * from {{ ref('int_home_codes') }}
),

based as (
    select
        *,
        response_percent / 100 as share,
        base_count / coalesce(design_effect, 1) as effective_base,
        {{ z_95() }} as z
    from survey
),

parts_of_interval as (
    select
        *,
        share + z * z / (2 * effective_base) as centre,
        z * sqrt(share * (1 - share) / effective_base + z * z / (4 * effective_base * effective_base)) as half_width,
        1 + z * z / effective_base as divisor
    from based
)

select
    wave,
    area_code,
    area_name,
    area_code in (select home_codes.area_code from home_codes) as is_home,
    indicator_id,
    wording,
    base_count,
    is_weighted,
    design_effect is not null as has_design_effect,
    effective_base,
    response_percent,
    {{ rounded_percent('100 * (centre - half_width) / divisor') }} as lower_percent,
    {{ rounded_percent('100 * (centre + half_width) / divisor') }} as upper_percent
from parts_of_interval
