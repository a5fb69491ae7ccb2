-- Numerators and denominators of measures counted from the people who report ASB, over a measure's whole window: who
-- reported how often cannot be added up from months. A report without a reference is nobody's.
with reports as (
    select complainant_token, month_start_date, unnest([csp_code, ward_code]) as area_code
    from {{ ref('int_incidents_located') }}
    where complainant_token is not null
),

people as (
    select
        windows.period,
        windows.window_months,
        reports.area_code,
        reports.complainant_token,
        count(*) as report_count
    from (
        select distinct period, period_end_date, window_months
        from {{ ref('int_measure_spine') }} where source = 'complainants'
    ) as windows
    inner join reports
        on
            reports.month_start_date <= windows.period_end_date
            and reports.month_start_date > windows.period_end_date - to_months(windows.window_months)
    group by all
),

listed as (
    select period, window_months, area_code, unnest([
        'reports=any',
        case when report_count >= 2 then 'reports=two or more' end,
        case when report_count >= 3 then 'reports=three or more' end
    ]) as category
    from people
),

counted as (
    select listed.period, listed.area_code, listed.window_months, categories.measure_id, categories.side,
        count(*) as person_count
    from listed
    inner join {{ ref('int_measures_categorised') }} as categories using (category)
    where categories.source = 'complainants'
    group by all
)

{{ spine_inputs('complainants', 'counted', 'measure_id, area_code, period, window_months') }}
