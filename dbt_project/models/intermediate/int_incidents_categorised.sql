-- One row per incident and category it counts in. The catalogue names categories; no measure has SQL of its own.
with incidents as not materialized (
    -- Read more than once: DuckDB would copy the whole table first.
    select * from {{ ref('int_incidents_located') }}
),

offence_lists as (
    select * from {{ ref('offence_lists') }}
),

incidents_followed as (
    select * from {{ ref('int_incidents_followed') }}
),

categories_of_incidents as (
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
            case when victim_age_band in ({{ bands_under_18() }}) then 'victim=under 18' end,
            'source=' || asb_source
        ]) as category
    from incidents
    union all
    select
        incident_id,
        'flag=hate ' || unnest(hate_strands) as category
    from incidents
    union all
    select
        incidents.incident_id,
        'list=' || {{ list_version('offence_lists.list_name', 'offence_lists.version') }} as category
    from incidents
    inner join offence_lists using (offence_code)
    where offence_lists.needs_flag is null or incidents.is_knife_enabled
    union all
    select
        incident_id,
        category
    from incidents_followed
)

select
    incident_id,
    category
from categories_of_incidents
where category is not null
