-- Levels that rest on a month in doubt, with the reason. A doubt about a kind covers levels whose category holds it.
with windowed as (
    select * from {{ ref('int_levels_windowed') }}
),

slotted as (
    select * from {{ ref('int_levels_slotted') }}
),

treated as (
    select * from {{ ref('fct_treatment_levels') }}
),

doubts as (
    select * from {{ ref('int_months_doubted') }}
),

settings as (
    select * from {{ ref('stg_build_settings') }}
),

levels as (
    select * from windowed
    union by name
    select * from slotted
    union by name
    select * from treated
),

feeds_of_subjects as (
    select
        'crime' as subject,
        crime_feed as feed
    from settings
    union all
    select
        'asb' as subject,
        asb_feed as feed
    from settings
    union all
    select
        'treatment' as subject,
        'substance_treatment' as feed
)

select
    levels.area_code,
    levels.subject,
    levels.level,
    levels.category,
    levels.pattern,
    levels.period,
    levels.slot,
    {{ first_doubt('doubts') }} as unconfirmed_reason
from levels
inner join feeds_of_subjects using (subject)
inner join doubts
    on
        feeds_of_subjects.feed = doubts.feed
        and levels.period_end_date >= doubts.period_start_date
        and levels.period_start_date <= doubts.period_end_date
        and {{ doubt_covers_area('doubts', 'levels.area_code', 'levels.area_type') }}
        and (
            doubts.categories is null
            or list_contains(
                doubts.categories,
                if(levels.level = 'all', 'all', levels.level || '=' || levels.category)
            )
        )
where levels.numerator is not null
group by all
