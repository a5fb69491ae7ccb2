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
)

select incident_id, category
from listed
where category is not null
