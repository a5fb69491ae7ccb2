-- The people who report ASB, over a measure's whole window: who reported how often cannot be added up from months. A
-- report without a reference is nobody's. `is_of_newest_month`: the person reported in the month the window ends with,
-- and so is one of those the month is judged by.
with incidents as (
    select * from {{ ref('int_incidents_located') }}
),

spine as (
    select * from {{ ref('int_measure_spine') }}
),

reports as (
    select
        complainant_token,
        complainant_noise,
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
        windows.period_end_date,
        windows.window_months,
        reports.area_code,
        reports.complainant_token,
        reports.complainant_noise,
        count(*) as report_count,
        max(reports.month_start_date) as newest_month
    from windows
    inner join reports
        on
            windows.period_end_date >= reports.month_start_date
            and reports.month_start_date > windows.period_end_date - to_months(windows.window_months)
    where reports.area_code is not null
    group by all
),

categories_of_people as (
    select
        period,
        window_months,
        area_code,
        complainant_token,
        complainant_noise,
        newest_month > period_end_date - interval 1 month as is_of_newest_month,
        unnest([
            'reports=any',
            case when report_count >= 2 then 'reports=two or more' end,
            case when report_count >= 3 then 'reports=three or more' end
        ]) as category
    from people
)

select *
from categories_of_people
where category is not null
