-- What has changed since the last assessment, and whether by more than chance. A missing month gives no change at all.
with level_changes as (
    select * from {{ ref('fct_level_changes') }}
)

select
    area_code,
    area_type,
    subject,
    level,
    category,
    assessment_id,
    earlier_period,
    period,
    disclosure_class,
    numerator,
    numerator_status,
    earlier_numerator,
    earlier_numerator_status,
    difference,
    percent_change,
    rate_ratio,
    ratio_lower,
    ratio_upper,
    dispersion,
    p_value,
    q_value,
    verdict,
    status,
    status_reason,
    unconfirmed_reason,
    left_out_count,
    left_out_reason
from level_changes
