-- What should have a level, joined with what was counted: area, category and stretch of time. Missing is never zero.
with incident_counts as not materialized (
    -- Read more than once: DuckDB would copy the whole table first.
    select * from {{ ref('int_incidents_counted') }}
),

offence_codes as (
    select * from {{ ref('offence_codes') }}
),

areas as (
    select * from {{ ref('int_areas_listed') }}
),

windows as (
    select * from {{ ref('int_windows_covered') }}
),

populations as (
    select * from {{ ref('int_populations_summed') }}
),

categories as (
    select distinct
        incident_counts.subject,
        incident_counts.level,
        incident_counts.category,
        {{ category_disclosure_class(
            'incident_counts.subject',
            'incident_counts.level',
            'coalesce(offence_codes.offence_group, incident_counts.category)'
        ) }} as disclosure_class
    from incident_counts
    left join offence_codes
        on incident_counts.level = 'code' and incident_counts.category = offence_codes.offence_code
    union distinct
    -- What was never delivered has a level too: none.
    select
        unnest(['crime', 'asb']) as subject,
        'all' as level,
        'all' as category,
        'event' as disclosure_class
),

spine as (
    select
        areas.area_code,
        areas.area_type,
        categories.level,
        categories.category,
        categories.disclosure_class,
        windows.*,
        {{ is_countable('areas', 'windows.lsoa_vintage') }} as is_countable
    from areas
    cross join categories
    inner join windows using (subject)
    where
        areas.area_type = 'csp'
        or (
            areas.area_type = 'ward'
            and categories.level in ('all', 'type')
            and windows.pattern in ('month', 'quarter')
        )
        or (areas.area_type = 'ward' and categories.level <> 'code' and windows.is_anchor)
        or (areas.area_type = 'lsoa' and categories.level in ('all', 'type') and windows.is_anchor)
),

counted as (
    select
        incident_counts.area_code,
        incident_counts.area_type,
        incident_counts.subject,
        incident_counts.level,
        incident_counts.category,
        windows.pattern,
        windows.period,
        sum(incident_counts.incident_count) as incident_count
    from incident_counts
    inner join windows
        on
            incident_counts.subject = windows.subject
            and incident_counts.month_start_date between windows.from_month and windows.to_month
    where incident_counts.area_type <> 'lsoa' or windows.is_anchor
    group by all
),

years as (
    select distinct year(to_month) as to_year
    from windows
),

populated as (
    -- The estimate of the year the stretch ends in, or else the newest before it, or else the oldest there is.
    select
        years.to_year,
        populations.area_code,
        populations.mid_year,
        populations.residents
    from years
    cross join populations
    qualify row_number() over (
        partition by years.to_year, populations.area_code
        order by
            populations.mid_year <= years.to_year desc,
            abs(populations.mid_year - years.to_year)
    ) = 1
),

judged as (
    select
        spine.*,
        counted.incident_count,
        elsewhere.incident_count as elsewhere_count,
        populated.residents,
        populated.mid_year,
        case
            when not spine.is_countable then {{ status('not applicable') }}
            when spine.is_late then {{ status('not supplied') }}
            when not spine.is_supplied then {{ status('not yet due') }}
            when spine.area_type <> 'csp' and not spine.is_placed then {{ status('not supplied') }}
            when counted.incident_count is null then {{ status('true zero') }}
            else {{ status('observed') }}
        end as status
    from spine
    left join counted using (area_code, area_type, subject, level, category, pattern, period)
    left join counted as elsewhere
        on
            elsewhere.area_code is null
            and spine.area_type = elsewhere.area_type
            and spine.subject = elsewhere.subject
            and spine.level = elsewhere.level
            and spine.category = elsewhere.category
            and spine.pattern = elsewhere.pattern
            and spine.period = elsewhere.period
    left join populated on spine.area_code = populated.area_code and year(spine.to_month) = populated.to_year
)

select
    area_code,
    area_type,
    subject,
    level,
    category,
    pattern,
    period,
    'all' as slot,
    from_month as period_start_date,
    last_day(to_month) as period_end_date,
    is_anchor,
    is_newest,
    disclosure_class,
    case when {{ has_value('status') }} then cast(coalesce(incident_count, 0) as bigint) end as numerator,
    case when {{ has_value('status') }} then cast(residents as bigint) end as residents,
    case when {{ has_value('status') }} then cast(mid_year as integer) end as population_year,
    status,
    case
        when status = {{ status('not applicable') }} then {{ uncountable_reason('area_type', 'lsoa_vintage') }}
        when status in ({{ status('not supplied') }}, {{ status('not yet due') }})
            then coalesce('no delivery for ' || missing_periods, unplaced_reason)
    end as status_reason,
    case when {{ has_value('status') }} then {{ level_left_out_reason('area_type') }} end as left_out_reason,
    cast(
        case
            when left_out_reason = {{ left_out_reason('no place, in no figure') }} then left_out_count
            -- Of people no count: with it the one ward that is withheld could be worked out from the others.
            when left_out_reason is not null and disclosure_class = 'event' then coalesce(elsewhere_count, 0)
        end as bigint
    ) as left_out_count
from judged
