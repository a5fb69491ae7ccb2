-- Stops and searches: what was looked for, what came of it, and how often anything did. Months are of local time.
with searches as (
    select * from {{ ref('fct_stop_and_search') }}
),

figures as (
    select
        *,
        {{ has_value('status') }} as is_shown,
        is_shown and outcome not in ('all', 'not stated') as has_share
    from searches
)

select
    force_slug,
    object_of_search,
    outcome,
    pattern,
    period,
    period_from,
    -- The police publish every search themselves.
    if({{ is_public() | lower }}, 'event', 'person') as disclosure_class,
    case when is_shown then cast(numerator as bigint) end as numerator,
    case when has_share then cast(denominator as bigint) end as denominator,
    case when has_share then {{ measure_value("'percent'", 'numerator', 'denominator') }} end as share_percent,
    case when has_share then {{ rounded_percent(wilson_percent('numerator', 'denominator', '-')) }} end as share_lower,
    case when has_share then {{ rounded_percent(wilson_percent('numerator', 'denominator', '+')) }} end as share_upper,
    status,
    case when not is_shown then 'no file of this force for ' || missing_periods end as status_reason
from figures
