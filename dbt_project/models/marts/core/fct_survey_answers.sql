-- Each answer of the survey with its interval (Wilson 1927) at 95%, on the base that is left after the design's loss of precision.
with based as (
    select
        *,
        response_percent / 100 as share,
        base_count / coalesce(design_effect, 1) as effective_base,
        1.959964 as z
    from {{ ref('stg_resident_survey') }}
),

parted as (
    select
        *,
        share + z * z / (2 * effective_base) as centre,
        z * sqrt(share * (1 - share) / effective_base + z * z / (4 * effective_base * effective_base)) as half,
        1 + z * z / effective_base as scale
    from based
)

select
    based.wave,
    based.area_code,
    based.area_name,
    based.area_code in (select area_code from {{ ref('stg_build_settings') }}) as is_home,
    based.indicator_id,
    based.wording,
    based.base_count,
    based.is_weighted,
    based.design_effect is not null as has_design_effect,
    based.effective_base,
    based.response_percent,
    round(100 * (centre - half) / scale, 4) as lower_percent,
    round(100 * (centre + half) / scale, 4) as upper_percent
from parted as based
