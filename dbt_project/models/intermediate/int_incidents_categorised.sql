-- One row per incident and category it counts in. The catalogue names categories; no measure has SQL of its own.
with listed as (
    select
        incident_id,
        unnest([
            'all',
            'type=' || incident_type,
            'group=' || offence_group,
            'subgroup=' || offence_subgroup,
            'code=' || offence_code,
            case when is_domestic_abuse then 'flag=domestic abuse' end,
            case when is_knife_enabled then 'flag=knife' end,
            case when is_hate_related then 'flag=hate' end,
            case when victim_age_band in ('0-9', '10-17') then 'victim=under 18' end,
            'source=' || asb_source
        ]) as category
    from {{ ref('int_incidents_located') }}
    union all
    select incident_id, 'flag=hate ' || unnest(hate_strands)
    from {{ ref('int_incidents_located') }}
    union all
    select incidents.incident_id, 'list=' || lists.list_name || ', version ' || lists.version
    from {{ ref('int_incidents_located') }} as incidents
    inner join {{ ref('offence_lists') }} as lists using (offence_code)
    where lists.needs_flag is null or incidents.is_knife_enabled
)

select incident_id, category
from listed
where category is not null
