-- Crimes under each definition of serious violence, per area and month, and those of the Duty's headline measures. A crime
-- counts once under a definition, whatever number of its rows it meets. `*` is any offence code. The headline measures
-- are what they are under any definition: knife-enabled crimes go by the newest version of their own offence list, so that
-- carrying a knife is not counted as its use, and homicides by the Home Office's subgroup.
with alike as (
    -- Crimes that are alike in all that a definition or a measure asks are matched together, not one by one.
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
    select distinct definitions.definition, definitions.version, kinds.*
    from (select distinct offence_code, is_knife_enabled, is_domestic from alike) as kinds
    inner join {{ ref('serious_violence_definitions') }} as definitions
        on definitions.offence_code = kinds.offence_code or definitions.offence_code = '*'
    where
        case definitions.needs_flag
            when 'knife' then kinds.is_knife_enabled
            when 'domestic abuse' then kinds.is_domestic
            else definitions.needs_flag is null
        end
),

knife_list as (
    select offence_code from {{ ref('offence_lists') }}
    where list_name = 'knife-enabled serious violence'
    qualify rank() over (order by cast(version as integer) desc) = 1
),

headlines as (
    select unnest([
        case when alike.is_knife_enabled and knife_list.offence_code is not null
            then 'knife-enabled serious violence' end,
        case when is_homicide then 'homicide' end,
        case when is_homicide and not alike.is_domestic then 'homicide, not domestic' end,
        case when is_homicide and not alike.is_domestic and alike.is_young
            then 'homicide of under 25s, not domestic' end
    ]) as measure, alike.*
    from (
        select alike.*, coalesce(codes.offence_subgroup = 'Homicide', false) as is_homicide
        from alike
        inner join {{ ref('offence_codes') }} as codes using (offence_code)
    ) as alike
    left join knife_list using (offence_code)
),

listed as (
    select matched.definition, matched.version, 'serious violence' as measure, alike.*
    from matched
    inner join alike using (offence_code, is_knife_enabled, is_domestic)
    union all by name
    select definitions.definition, definitions.version, headlines.* exclude (is_homicide)
    from headlines
    cross join (select distinct definition, version from {{ ref('serious_violence_definitions') }}) as definitions
    where headlines.measure is not null
)

select definition, version, measure, month_start_date, area_code, cast(sum(incident_count) as bigint) as incident_count
from listed
cross join unnest([csp_code, ward_code]) as areas (area_code)
where area_code is not null
group by all
