-- Proven reoffending by cohort, as the newest delivery has it. Years in which no cohort of the area ends are rows too.
with newest_cohorts as (
    select * from {{ ref('int_reoffending_newest') }}
),

settings as (
    select * from {{ ref('stg_build_settings') }}
),

feeds_covered as (
    select * from {{ ref('int_feeds_covered') }}
),

years_without_cohort as (
    select
        feeds_covered.period as cohort,
        settings.area_name as geography,
        'area' as category,
        'All' as age_group,
        true as is_home
    from feeds_covered
    cross join settings
    where
        feeds_covered.feed = 'proven_reoffending'
        and feeds_covered.period_start_date >= date_trunc('year', settings.history_start_date)
        and feeds_covered.period not in (
            select newest_cohorts.cohort_year
            from newest_cohorts
            where newest_cohorts.is_home
        )
),

cohorts as (
    select * from newest_cohorts
    union all by name
    select * from years_without_cohort
)

select
    cohorts.cohort,
    last_day(cohorts.last_month) as cohort_end_date,
    datediff('month', cohorts.last_month, settings.history_end_date) as lag_months,
    cohorts.geography,
    cohorts.category,
    cohorts.age_group,
    cohorts.is_home,
    cohorts.offender_count,
    cohorts.reoffender_count,
    cohorts.reoffence_count,
    coalesce(cohorts.status, {{ status('not supplied') }}) as status
from cohorts
cross join settings
