-- Crimes under each definition of serious violence, per area and month, and those of the Duty's headline measures. A crime
-- counts once under a definition, whatever number of its rows it meets. `*` is any offence code. Crimes that are alike in
-- all that a definition or a measure asks are matched together, not one by one.
with alike as (
    select
        offence_code,
        coalesce(is_knife_enabled, false) as is_knife_enabled,
        coalesce(is_domestic_abuse, false) as is_domestic,
        coalesce(victim_age_band in ('0-9', '10-17', '18-24'), false) as is_young,
        month_start_date,
        csp_code,
        ward_code,
        count(*) as incident_count
    from {{ ref('int_incidents_located') }}
    where subject = 'crime'
    group by all
),

matched as (
    select distinct
        definitions.definition,
        definitions.version,
        kinds.*,
        coalesce(codes.offence_subgroup = 'Homicide', false) as is_homicide
    from (select distinct offence_code, is_knife_enabled, is_domestic from alike) as kinds
    inner join {{ ref('offence_codes') }} as codes using (offence_code)
    inner join {{ ref('serious_violence_definitions') }} as definitions
        on definitions.offence_code = kinds.offence_code or definitions.offence_code = '*'
    where
        case definitions.needs_flag
            when 'knife' then kinds.is_knife_enabled
            when 'domestic abuse' then kinds.is_domestic
            else definitions.needs_flag is null
        end
),

summed as (
    select
        definition, version, month_start_date, [csp_code, ward_code] as area_codes,
        sum(incident_count) as incidents,
        sum(incident_count) filter (where is_knife_enabled) as knife,
        sum(incident_count) filter (where is_homicide) as homicides,
        sum(incident_count) filter (where is_homicide and not is_domestic) as not_domestic,
        sum(incident_count) filter (where is_homicide and not is_domestic and is_young) as young
    from matched
    inner join alike using (offence_code, is_knife_enabled, is_domestic)
    group by all
),

listed as (
    select definition, version, month_start_date, area_codes, unnest([
        {'measure': 'serious violence', 'crimes': incidents},
        {'measure': 'knife-enabled serious violence', 'crimes': knife},
        {'measure': 'homicide', 'crimes': homicides},
        {'measure': 'homicide, not domestic', 'crimes': not_domestic},
        {'measure': 'homicide of under 25s, not domestic', 'crimes': young}
    ], recursive := true)
    from summed
)

select definition, version, measure, month_start_date, area_code, cast(sum(crimes) as bigint) as incident_count
from listed
cross join unnest(area_codes) as areas (area_code)
where crimes > 0 and area_code is not null
group by all
