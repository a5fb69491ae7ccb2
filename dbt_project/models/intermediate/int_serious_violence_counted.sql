-- Crimes under each definition of serious violence, per area and month, and those of the Duty's headline measures. A
-- crime counts once under a definition, whatever number of its rows it meets. `*` is any offence code. The headline
-- measures are what they are under any definition: knife-enabled crimes go by the newest version of their own offence
-- list, so that carrying a knife is not counted as its use, and homicides by the Home Office's subgroup. Types of crime
-- whose number everybody knows are protected apart from the rest, as in int_measure_incidents_counted.
with incidents as (
    select * from {{ ref('int_incidents_located') }}
),

definitions as (
    select * from {{ ref('int_serious_violence_definitions') }}
),

offence_lists as (
    select * from {{ ref('offence_lists') }}
),

offence_codes as (
    select * from {{ ref('offence_codes') }}
),

types_within as (
    select * from {{ ref('int_types_within') }}
),

alike_crimes as (
    -- Crimes that are alike in all that a definition or a measure asks are matched together, not one by one.
    select
        offence_code,
        coalesce(is_knife_enabled, false) as is_knife_enabled,
        coalesce(is_domestic_abuse, false) as is_domestic,
        coalesce(victim_age_band in ({{ bands_under_25() }}), false) as is_young,
        month_start_date,
        csp_code,
        ward_code,
        count(*) as incident_count,
        {{ group_key('incident_noise') }} as cell_key
    from incidents
    where subject = 'crime'
    group by all
),

kinds_of_crime as (
    select distinct
        offence_code,
        is_knife_enabled,
        is_domestic
    from alike_crimes
),

kinds_defined as (
    select distinct
        definitions.definition,
        definitions.version,
        types_within.incident_type is not null as is_known,
        kinds_of_crime.*
    from kinds_of_crime
    inner join definitions
        on kinds_of_crime.offence_code = definitions.offence_code or definitions.offence_code = '*'
    left join offence_codes on kinds_of_crime.offence_code = offence_codes.offence_code
    left join types_within
        on
            types_within.counted = {{ violence_definition('definitions.definition', 'definitions.version') }}
            and offence_codes.police_uk_type = types_within.incident_type
    where
        case definitions.needs_flag
            when 'knife' then kinds_of_crime.is_knife_enabled
            when 'domestic abuse' then kinds_of_crime.is_domestic
            else definitions.needs_flag is null
        end
),

knife_list as (
    select offence_code
    from offence_lists
    where list_name = 'knife-enabled serious violence'
    qualify rank() over (order by cast(version as integer) desc) = 1
),

crimes_with_codes as (
    select
        alike_crimes.*,
        coalesce(offence_codes.offence_subgroup = 'Homicide', false) as is_homicide,
        knife_list.offence_code is not null as is_on_knife_list
    from alike_crimes
    inner join offence_codes using (offence_code)
    left join knife_list using (offence_code)
),

headline_crimes as (
    select
        unnest([
            case when is_knife_enabled and is_on_knife_list then 'knife-enabled serious violence' end,
            case when is_homicide then 'homicide' end,
            case when is_homicide and not is_domestic then 'homicide, not domestic' end,
            case when is_homicide and not is_domestic and is_young then 'homicide of under 25s, not domestic' end
        ]) as measure,
        month_start_date,
        csp_code,
        ward_code,
        incident_count,
        cell_key
    from crimes_with_codes
),

versions as (
    select distinct
        definition,
        version
    from definitions
),

crimes_of_measures as (
    select
        kinds_defined.definition,
        kinds_defined.version,
        'serious violence' as measure,
        kinds_defined.is_known,
        alike_crimes.month_start_date,
        alike_crimes.csp_code,
        alike_crimes.ward_code,
        alike_crimes.incident_count,
        alike_crimes.cell_key
    from kinds_defined
    inner join alike_crimes using (offence_code, is_knife_enabled, is_domestic)
    union all
    select
        versions.definition,
        versions.version,
        headline_crimes.measure,
        false as is_known,
        headline_crimes.month_start_date,
        headline_crimes.csp_code,
        headline_crimes.ward_code,
        headline_crimes.incident_count,
        headline_crimes.cell_key
    from headline_crimes
    cross join versions
    where headline_crimes.measure is not null
),

placed_crimes as (
    select
        definition,
        version,
        measure,
        is_known,
        month_start_date,
        unnest([csp_code, ward_code]) as area_code,
        incident_count,
        cell_key
    from crimes_of_measures
),

counted as (
    select
        definition,
        version,
        measure,
        month_start_date,
        area_code,
        cast(sum(incident_count) as bigint) as incident_count,
        {{ joined_key('cell_key') }} as group_key,
        cast(coalesce(sum(incident_count) filter (where is_known), 0) as bigint) as known_count,
        {{ joined_key('case when is_known then cell_key end') }} as known_key
    from placed_crimes
    where area_code is not null
    group by all
),

figures as (
    select
        definition,
        version,
        measure,
        month_start_date,
        area_code,
        {{ protected_whole('incident_count', 'group_key', 'known_count', 'known_key') }} as incident_count
    from counted
)

{{ as_published('figures') }}
