-- The headline measures of the Serious Violence Duty under every definition, over the same stretches as the levels. The
-- whole history is counted anew under each definition, so that changing the chosen one never mixes two.
with definitions as (
    select distinct definition, version,
        definition || ' ' || version = (select serious_violence from {{ ref('stg_build_settings') }}) as is_chosen
    from {{ ref('serious_violence_definitions') }}
),

measures as (
    select unnest(['serious violence', 'homicide', 'homicide, not domestic', 'homicide of under 25s, not domestic']) as measure,
        null as gap, null as note
    union all
    select list_name, null, 'flagged crimes of the offence list of this name, version ' || max(cast(version as integer))
        || ', under any definition; possession is not on it'
    from {{ ref('offence_lists') }} where list_name = 'knife-enabled serious violence' group by list_name
    union all
    select 'hospital admissions for assault with a knife or sharp object',
        'needs hospital admissions by cause (ICD-10 X99), which the police feed cannot give', null
),

spine as (
    select levels.*, definitions.*, measures.*
    from {{ ref('fct_levels') }} as levels
    cross join definitions
    cross join measures
    where
        levels.subject = 'crime'
        and levels.level = 'all'
        and levels.pattern in ('month', 'quarter', '12 months')
        and (levels.area_type = 'csp'
            or (levels.area_type = 'ward' and measures.measure = 'serious violence' and levels.is_anchor))
),

counted as (
    select spine.definition, spine.version, spine.measure, spine.area_code, spine.pattern, spine.period,
        sum(counts.incident_count) as incident_count
    from spine
    inner join {{ ref('int_serious_violence_counted') }} as counts
        on
            spine.definition = counts.definition
            and spine.version = counts.version
            and spine.measure = counts.measure
            and spine.area_code = counts.area_code
            and counts.month_start_date between spine.period_start_date and spine.period_end_date
    group by all
),

judged as (
    select spine.* exclude (status, status_reason, numerator),
        spine.numerator as crime_count,
        case
            when spine.gap is not null then spine.gap
            when settings.crime_feed = 'police_uk_street' then 'the crime feed has no offence codes'
            else coalesce(spine.status_reason, spine.note)
        end as status_reason,
        case
            when spine.gap is not null or settings.crime_feed = 'police_uk_street' then 'not applicable'
            when spine.numerator is null then spine.status
            when counted.incident_count is null then 'true zero'
            else 'observed'
        end as status,
        counted.incident_count
    from spine
    cross join (select crime_feed from {{ ref('stg_build_settings') }}) as settings
    left join counted using (definition, version, measure, area_code, pattern, period)
)

select definition, version, is_chosen, measure, area_code, area_type, pattern, period, period_start_date, period_end_date,
    'person' as disclosure_class,
    case when status in ('observed', 'true zero') then cast(coalesce(incident_count, 0) as bigint) end as numerator,
    case when status in ('observed', 'true zero') then crime_count end as crime_count,
    case when status in ('observed', 'true zero') then residents end as residents,
    {{ measure_value("'percent'", 'numerator', 'crime_count') }} as share_of_crime,
    {{ measure_value("'rate_per_1000'", 'numerator', 'residents') }} as rate_per_1000,
    status,
    status_reason
from judged
