-- Levels of substance misuse as far as treatment shows them: people in treatment over twelve months, each counted once,
-- per 1,000 residents aged 18 and over, as the feed is of adults. What this feed cannot give is a row with the reason.
with feeds_covered as (
    select * from {{ ref('int_feeds_covered') }}
),

measure_values as (
    select * from {{ ref('fct_measure_values') }}
),

measures as (
    select * from {{ ref('dim_measures') }}
),

populations as (
    select * from {{ ref('int_populations_summed') }}
),

areas as (
    select * from {{ ref('int_areas_listed') }}
),

newest as (
    select
        coalesce(
            max(period_end_date) filter (where coverage_status = {{ coverage_status('supplied') }}),
            max(period_end_date)
        ) as end_date
    from feeds_covered
    where feed = 'substance_treatment'
),

figures as (
    select
        measure_values.*,
        measures.title
    from measure_values
    inner join measures using (measure_id)
    where
        measures.source = 'treatment'
        and measures.unit = 'count'
        and measures.window_months = 12
        and measure_values.area_type = 'csp'
),

figure_periods as (
    select distinct
        period,
        period_end_date,
        area_code
    from figures
),

adults as (
    -- The estimate of the year the twelve months end in, or else the newest before it, or else the oldest there is.
    select
        figure_periods.period,
        figure_periods.area_code,
        populations.mid_year,
        populations.adults
    from figure_periods
    inner join populations using (area_code)
    qualify row_number() over (
        partition by figure_periods.period, figure_periods.area_code
        order by
            populations.mid_year <= year(figure_periods.period_end_date) desc,
            abs(populations.mid_year - year(figure_periods.period_end_date))
    ) = 1
),

figures_not_given as (
    select
        area_code,
        area_type,
        '12 months' as pattern,
        'the feed places people by local authority: it has neither wards nor small areas' as status_reason
    from areas
    where area_type = 'ward'
    union all
    select
        area_code,
        area_type,
        'season' as pattern,
        'a person counts once in twelve months, so the counts of months would not add up to them' as status_reason
    from areas
    where area_type = 'csp'
),

newest_measures as (
    select distinct
        figures.title,
        figures.period,
        figures.period_end_date,
        figures.disclosure_class
    from figures
    inner join newest on figures.period_end_date = newest.end_date
),

levels as (
    select
        figures.area_code,
        figures.area_type,
        '12 months' as pattern,
        figures.title,
        figures.period,
        figures.period_end_date,
        figures.disclosure_class,
        figures.numerator,
        adults.adults,
        adults.mid_year,
        figures.status,
        figures.status_reason,
        figures.unconfirmed_reason,
        figures.left_out_count,
        figures.left_out_reason
    from figures
    left join adults on figures.period = adults.period and figures.area_code = adults.area_code
    union all by name
    select
        figures_not_given.area_code,
        figures_not_given.area_type,
        figures_not_given.pattern,
        newest_measures.title,
        newest_measures.period,
        newest_measures.period_end_date,
        newest_measures.disclosure_class,
        {{ status('not applicable') }} as status,
        figures_not_given.status_reason
    from newest_measures
    cross join figures_not_given
)

select
    levels.area_code,
    levels.area_type,
    'treatment' as subject,
    'type' as level,
    levels.title as category,
    levels.pattern,
    levels.period,
    'all' as slot,
    cast(date_trunc('month', levels.period_end_date) - interval 11 month as date) as period_start_date,
    levels.period_end_date,
    datediff('month', levels.period_end_date, newest.end_date) % 12 = 0 as is_anchor,
    levels.period_end_date = newest.end_date as is_newest,
    levels.disclosure_class,
    levels.numerator,
    case when levels.numerator is not null then cast(levels.adults as bigint) end as residents,
    case when levels.numerator is not null then cast(levels.mid_year as integer) end as population_year,
    levels.status,
    levels.status_reason,
    levels.unconfirmed_reason,
    levels.left_out_count,
    levels.left_out_reason
from levels
cross join newest
