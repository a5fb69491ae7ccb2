-- Proven reoffending: the rate is of offenders, the frequency of reoffenders. Cohorts of twelve months overlap and are
-- never added.
with reoffending as (
    select * from {{ ref('fct_reoffending') }}
),

figures as (
    select
        *,
        {{ has_value('status') }} as is_shown
    from reoffending
)

select
    cohort,
    cohort_end_date,
    lag_months,
    geography,
    category,
    age_group,
    is_home,
    offender_count,
    case
        when offender_count = 0 then {{ status('true zero') }}
        when offender_count is not null then {{ status('observed') }}
        else status
    end as offender_count_status,
    case when is_shown then reoffender_count end as reoffender_count,
    case when is_shown then reoffence_count end as reoffence_count,
    case
        when is_shown then {{ measure_value("'percent'", 'reoffender_count', 'offender_count') }}
    end as reoffending_percent,
    case
        when is_shown then {{ rounded_percent(wilson_percent('reoffender_count', 'offender_count', '-')) }}
    end as reoffending_lower,
    case
        when is_shown then {{ rounded_percent(wilson_percent('reoffender_count', 'offender_count', '+')) }}
    end as reoffending_upper,
    case
        when is_shown then {{ measure_value("'mean'", 'reoffence_count', 'reoffender_count') }}
    end as reoffences_per_reoffender,
    case
        when is_shown then {{ measure_value("'mean'", 'reoffence_count', 'offender_count') }}
    end as reoffences_per_offender,
    status,
    coalesce(
        {{ cohort_reason('status') }},
        'of offenders whose cohort ended ' || lag_months || ' months before the newest month'
    ) as status_reason
from figures
