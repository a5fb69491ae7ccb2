-- Numerators and denominators of measures counted from the people who report ASB, over a measure's whole window: who
-- reported how often cannot be added up from months. A report without a reference is nobody's.
with incidents as (
    select * from {{ ref('int_incidents_located') }}
),

spine as (
    select * from {{ ref('int_measure_spine') }}
),

measure_categories as (
    select * from {{ ref('int_measures_categorised') }}
),

reports as (
    select
        complainant_token,
        month_start_date,
        unnest([csp_code, ward_code]) as area_code
    from incidents
    where complainant_token is not null
),

windows as (
    select distinct
        period,
        period_end_date,
        window_months
    from spine
    where source = 'complainants'
),

people as (
    select
        windows.period,
        windows.window_months,
        reports.area_code,
        reports.complainant_token,
        count(*) as report_count
    from windows
    inner join reports
        on
            windows.period_end_date >= reports.month_start_date
            and reports.month_start_date > windows.period_end_date - to_months(windows.window_months)
    group by all
),

categories_of_people as (
    select
        period,
        window_months,
        area_code,
        unnest([
            'reports=any',
            case when report_count >= 2 then 'reports=two or more' end,
            case when report_count >= 3 then 'reports=three or more' end
        ]) as category
    from people
),

counted as (
    select
        categories_of_people.period,
        categories_of_people.area_code,
        categories_of_people.window_months,
        measure_categories.measure_id,
        measure_categories.side,
        count(*) as person_count
    from categories_of_people
    inner join measure_categories using (category)
    where measure_categories.source = 'complainants'
    group by all
)

{{ spine_inputs('complainants', 'counted', 'measure_id, area_code, period, window_months') }}
