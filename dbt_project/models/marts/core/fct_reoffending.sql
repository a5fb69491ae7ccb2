-- Proven reoffending by cohort, as the newest delivery has it. Years in which no cohort of the area ends are rows too.
with newest as (
    select *,
        {{ plain_name('geography') }} = (select {{ plain_name('area_name') }} from {{ ref('stg_build_settings') }}) as is_home,
        try_strptime(regexp_extract(cohort, '([A-Z][a-z]{2})[a-z]* \d{4}\s*$', 1) || right(trim(cohort), 4), '%b%Y') as last_month
    from {{ ref('stg_proven_reoffending') }}
    qualify row_number() over (partition by cohort, geography, category, age_group order by period desc, delivery_id desc) = 1
),

silent as (
    select years.period as cohort, settings.area_name as geography, 'area' as category, 'All' as age_group, true as is_home
    from {{ ref('int_feeds_covered') }} as years
    cross join {{ ref('stg_build_settings') }} as settings
    where
        years.feed = 'proven_reoffending' and years.period_start_date >= date_trunc('year', settings.history_start_date)
        and years.period not in (select right(trim(cohort), 4) from newest where is_home)
)

select
    all_rows.cohort,
    last_day(all_rows.last_month) as cohort_end_date,
    datediff('month', all_rows.last_month, settings.history_end_date) as lag_months,
    all_rows.geography,
    all_rows.category,
    all_rows.age_group,
    all_rows.is_home,
    all_rows.offender_count,
    all_rows.reoffender_count,
    all_rows.reoffence_count,
    case
        when all_rows.delivery_id is null then 'not supplied'
        when all_rows.offender_count is null or all_rows.reoffender_count is null then 'suppressed'
        when all_rows.offender_count = 0 then 'not applicable'
        when all_rows.reoffender_count = 0 then 'true zero'
        else 'observed'
    end as status
from (select * from newest union all by name select * from silent) as all_rows
cross join {{ ref('stg_build_settings') }} as settings
