-- The headline measures of the Serious Violence Duty under every definition, over the same stretches as the levels. The
-- whole history is counted anew under each definition, so that changing the chosen one never mixes two.
with violence_definitions as (
    select * from {{ ref('int_serious_violence_definitions') }}
),

settings as (
    select * from {{ ref('stg_build_settings') }}
),

offence_lists as (
    select * from {{ ref('offence_lists') }}
),

levels as (
    select * from {{ ref('fct_levels') }}
),

violence_counts as (
    select * from {{ ref('int_serious_violence_counted') }}
),

definitions as (
    select distinct
        definition,
        version,
        {{ violence_definition('definition', 'version') }}
        = (select settings.serious_violence from settings) as is_chosen
    from violence_definitions
),

measures as (
    select
        unnest([
            'serious violence',
            'homicide',
            'homicide, not domestic',
            'homicide of under 25s, not domestic'
        ]) as measure,
        null as gap,
        null as note
    union all
    select
        list_name as measure,
        null as gap,
        'flagged crimes of the offence list of this name, version '
        || max(cast(version as integer))
        || ', under any definition; possession is not on it' as note
    from offence_lists
    where list_name = 'knife-enabled serious violence'
    group by list_name
    union all
    select
        'hospital admissions for assault with a knife or sharp object' as measure,
        'needs hospital admissions by cause (ICD-10 X99), which the police feed cannot give' as gap,
        null as note
),

spine as (
    select
        levels.*,
        definitions.*,
        measures.*
    from levels
    cross join definitions
    cross join measures
    where
        levels.subject = 'crime'
        -- A kind of homicide beside all homicides of a month would say of whom.
        and (not {{ is_public() | lower }} or measures.measure not like 'homicide%, not domestic')
        and levels.level = 'all'
        and levels.pattern in ('month', 'quarter', '12 months')
        and (
            levels.area_type = 'csp'
            or (levels.area_type = 'ward' and measures.measure = 'serious violence' and levels.is_anchor)
        )
),

counted as (
    select
        spine.definition,
        spine.version,
        spine.measure,
        spine.area_code,
        spine.pattern,
        spine.period,
        sum(violence_counts.incident_count) as incident_count
    from spine
    inner join violence_counts
        on
            spine.definition = violence_counts.definition
            and spine.version = violence_counts.version
            and spine.measure = violence_counts.measure
            and spine.area_code = violence_counts.area_code
            and violence_counts.month_start_date between spine.period_start_date and spine.period_end_date
    group by all
),

judged as (
    select
        spine.definition,
        spine.version,
        spine.is_chosen,
        spine.measure,
        spine.area_code,
        spine.area_type,
        spine.pattern,
        spine.period,
        spine.period_start_date,
        spine.period_end_date,
        spine.numerator as all_crime_count,
        spine.residents,
        spine.left_out_count,
        spine.left_out_reason,
        counted.incident_count,
        case
            when spine.gap is not null then spine.gap
            when settings.crime_feed = 'police_uk_street' then 'the crime feed has no offence codes'
            else coalesce(spine.status_reason, spine.note)
        end as status_reason,
        case
            when spine.gap is not null or settings.crime_feed = 'police_uk_street' then {{ status('not applicable') }}
            when spine.numerator is null then spine.status
            when counted.incident_count is null then {{ status('true zero') }}
            else {{ status('observed') }}
        end as status
    from spine
    left join counted using (definition, version, measure, area_code, pattern, period)
    cross join settings
),

figures as (
    select
        * exclude (residents),
        case when {{ has_value('status') }} then cast(coalesce(incident_count, 0) as bigint) end as numerator,
        case when {{ has_value('status') }} then all_crime_count end as crime_count,
        case when {{ has_value('status') }} then residents end as residents
    from judged
)

select
    definition,
    version,
    is_chosen,
    measure,
    area_code,
    area_type,
    pattern,
    period,
    period_start_date,
    period_end_date,
    'person' as disclosure_class,
    numerator,
    crime_count,
    residents,
    {{ measure_value("'percent'", 'numerator', 'crime_count') }} as share_of_crime,
    {{ measure_value("'rate_per_1000'", 'numerator', 'residents') }} as rate_per_1000,
    status,
    status_reason,
    -- Of people no count but that of the feed: with one the ward that is withheld could be worked out from the others.
    case
        when numerator is not null and left_out_reason = {{ left_out_reason('no place, in no figure') }}
            then left_out_count
    end as left_out_count,
    case when numerator is not null then left_out_reason end as left_out_reason
from figures
