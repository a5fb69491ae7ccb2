-- What should have a level, joined with what was counted: area, category and stretch of time. Missing is never zero.
with categories as (
    select distinct counts.subject, counts.level, counts.category,
        {{ category_disclosure_class('counts.subject', 'counts.level', 'coalesce(codes.offence_group, counts.category)') }}
            as disclosure_class
    from {{ ref('int_incidents_counted') }} as counts
    left join {{ ref('offence_codes') }} as codes on counts.level = 'code' and counts.category = codes.offence_code
    union
    -- What was never delivered has a level too: none.
    select unnest(['crime', 'asb']), 'all', 'all', 'event'
),

spine as (
    select areas.area_code, areas.area_type, categories.level, categories.category,
        categories.disclosure_class, windows.*,
        {{ is_countable('areas', 'windows.lsoa_vintage') }} as is_countable
    from {{ ref('int_areas_listed') }} as areas
    cross join categories
    inner join {{ ref('int_windows_covered') }} as windows using (subject)
    where
        (areas.area_type = 'csp')
        or (areas.area_type = 'ward' and categories.level in ('all', 'type') and windows.pattern in ('month', 'quarter'))
        or (areas.area_type = 'ward' and categories.level <> 'code' and windows.is_anchor)
        or (areas.area_type = 'lsoa' and categories.level in ('all', 'type') and windows.is_anchor)
),

counted as (
    select counts.area_code, counts.subject, counts.level, counts.category, windows.pattern, windows.period,
        sum(counts.incident_count) as incident_count
    from {{ ref('int_incidents_counted') }} as counts
    inner join {{ ref('int_windows_covered') }} as windows
        on counts.subject = windows.subject and counts.month_start_date between windows.from_month and windows.to_month
    where counts.area_type <> 'lsoa' or windows.is_anchor
    group by all
),

populated as (
    -- The estimate of the year the stretch ends in, or else the newest before it, or else the oldest there is.
    select years.to_year, populations.area_code, populations.mid_year, populations.residents
    from (select distinct year(to_month) as to_year from {{ ref('int_windows_covered') }}) as years
    cross join {{ ref('int_populations_summed') }} as populations
    qualify row_number() over (
        partition by years.to_year, populations.area_code
        order by populations.mid_year <= years.to_year desc, abs(populations.mid_year - years.to_year)
    ) = 1
),

judged as (
    select spine.*, counted.incident_count, populated.residents, populated.mid_year,
        case
            when not spine.is_countable then 'not applicable'
            when spine.is_late then 'not supplied'
            when not spine.is_supplied then 'not yet due'
            when spine.area_type <> 'csp' and not spine.is_placed then 'not supplied'
            when counted.incident_count is null then 'true zero'
            else 'observed'
        end as status
    from spine
    left join counted using (area_code, subject, level, category, pattern, period)
    left join populated on spine.area_code = populated.area_code and year(spine.to_month) = populated.to_year
)

select area_code, area_type, subject, level, category, pattern, period, 'all' as slot, from_month as period_start_date,
    last_day(to_month) as period_end_date, is_anchor, is_newest,
    disclosure_class,
    case when status in ('observed', 'true zero') then cast(coalesce(incident_count, 0) as bigint) end as numerator,
    case when status in ('observed', 'true zero') then cast(residents as bigint) end as residents,
    case when status in ('observed', 'true zero') then cast(mid_year as integer) end as population_year,
    status,
    case
        when status = 'not applicable' then {{ uncountable_reason('area_type', 'lsoa_vintage') }}
        when status in ('not supplied', 'not yet due') then coalesce('no delivery for ' || missing_periods, unplaced_reason)
    end as status_reason
from judged
