-- Crimes under each definition of serious violence, per area and month, and those of the Duty's headline measures. A crime
-- counts once under a definition, whatever number of its rows it meets. `*` is any offence code.
with matched as (
    select distinct
        definitions.definition,
        definitions.version,
        incidents.incident_id,
        incidents.month_start_date,
        incidents.csp_code,
        incidents.ward_code,
        incidents.is_knife_enabled,
        coalesce(codes.offence_subgroup = 'Homicide', false) as is_homicide,
        coalesce(incidents.is_domestic_abuse, false) as is_domestic,
        coalesce(incidents.victim_age_band in ('0-9', '10-17', '18-24'), false) as is_young
    from {{ ref('int_incidents_located') }} as incidents
    inner join {{ ref('offence_codes') }} as codes using (offence_code)
    inner join {{ ref('serious_violence_definitions') }} as definitions
        on definitions.offence_code = incidents.offence_code or definitions.offence_code = '*'
    where
        incidents.subject = 'crime'
        and case definitions.needs_flag
            when 'knife' then incidents.is_knife_enabled
            when 'domestic abuse' then incidents.is_domestic_abuse
            else definitions.needs_flag is null
        end
),

listed as (
    select definition, version, month_start_date, [csp_code, ward_code] as area_codes, unnest([
        {'measure': 'serious violence', 'counts': true},
        {'measure': 'knife-enabled serious violence', 'counts': is_knife_enabled},
        {'measure': 'homicide', 'counts': is_homicide},
        {'measure': 'homicide, not domestic', 'counts': is_homicide and not is_domestic},
        {'measure': 'homicide of under 25s, not domestic', 'counts': is_homicide and not is_domestic and is_young}
    ], recursive := true)
    from matched
)

select definition, version, measure, month_start_date, area_code, count(*) as incident_count
from listed
cross join unnest(area_codes) as areas (area_code)
where counts and area_code is not null
group by all
