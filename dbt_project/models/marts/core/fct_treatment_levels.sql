-- Levels of substance misuse as far as treatment shows them: people in treatment over twelve months, each counted once, per
-- 1,000 residents aged 18 and over, as the feed is of adults. What this feed cannot give is a row with the reason.
with newest as (
    select coalesce(max(period_end_date) filter (where coverage_status = 'supplied'), max(period_end_date)) as end_date
    from {{ ref('int_feeds_covered') }}
    where feed = 'substance_treatment'
),

figures as (
    select values.*, measures.title
    from {{ ref('fct_measure_values') }} as values
    inner join {{ ref('dim_measures') }} as measures using (measure_id)
    where measures.source = 'treatment' and measures.unit = 'count' and measures.window_months = 12
        and values.area_type = 'csp'
),

adults as (
    -- The estimate of the year the twelve months end in, or else the newest before it, or else the oldest there is.
    select figures.period, figures.area_code, populations.mid_year, populations.adults
    from (select distinct period, period_end_date, area_code from figures) as figures
    inner join {{ ref('int_populations_summed') }} as populations using (area_code)
    qualify row_number() over (
        partition by figures.period, figures.area_code
        order by populations.mid_year <= year(figures.period_end_date) desc,
            abs(populations.mid_year - year(figures.period_end_date))
    ) = 1
),

unable as (
    select areas.area_code, areas.area_type, '12 months' as pattern,
        'the feed places people by local authority: it has neither wards nor small areas' as status_reason
    from {{ ref('int_areas_listed') }} as areas where areas.area_type = 'ward'
    union all
    select area_code, area_type, 'season',
        'a person counts once in twelve months, so the counts of months would not add up to them'
    from {{ ref('int_areas_listed') }} where area_type = 'csp'
),

listed as (
    select area_code, area_type, '12 months' as pattern, title, period, period_end_date, disclosure_class, numerator,
        adults.adults, adults.mid_year, status, status_reason
    from figures
    left join adults using (period, area_code)
    union all by name
    select unable.*, kinds.*, 'not applicable' as status
    from (select distinct title, period, period_end_date, disclosure_class from figures) as kinds
    inner join newest on kinds.period_end_date = newest.end_date
    cross join unable
)

select area_code, area_type, 'treatment' as subject, 'type' as level, title as category, pattern, period, 'all' as slot,
    cast(date_trunc('month', period_end_date) - interval 11 month as date) as period_start_date, period_end_date,
    datediff('month', period_end_date, newest.end_date) % 12 = 0 as is_anchor,
    period_end_date = newest.end_date as is_newest,
    disclosure_class,
    numerator,
    case when numerator is not null then cast(adults as bigint) end as residents,
    case when numerator is not null then cast(mid_year as integer) end as population_year,
    status,
    status_reason
from listed
cross join newest
