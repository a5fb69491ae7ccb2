-- Measures that the Ministry of Justice's cohorts give, by the year in which a cohort ends: the rate is of offenders,
-- the frequency of reoffenders. Cohorts overlap and are never added: of those that end in one year the last counts.
with cohorts as (
    select * from {{ ref('int_reoffending_newest') }}
),

spine as (
    select * from {{ ref('int_measure_spine') }}
),

last_cohorts as (
    select *
    from cohorts
    where is_home
    qualify row_number() over (
        partition by cohort_year, age_group
        order by last_month desc nulls last, category asc
    ) = 1
),

placed as (
    select
        spine.measure_id,
        spine.area_code,
        spine.period,
        last_cohorts.reoffender_count,
        last_cohorts.reoffence_count,
        last_cohorts.offender_count,
        spine.unit = 'mean' as is_frequency,
        coalesce(last_cohorts.status, {{ status('not supplied') }}) as cohort_status
    from spine
    left join last_cohorts
        on spine.period = last_cohorts.cohort_year and spine.feed_item = last_cohorts.age_group
    where spine.source = 'reoffending'
)

select
    measure_id,
    area_code,
    period,
    if(is_frequency, reoffence_count, reoffender_count) as numerator,
    if(is_frequency, reoffender_count, offender_count) as denominator,
    if({{ has_value('cohort_status') }}, {{ status('observed') }}, cohort_status) as given_status,
    {{ cohort_reason('cohort_status') }} as given_reason
from placed
