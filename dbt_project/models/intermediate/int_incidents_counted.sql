-- Incidents per area, category and month: the only place where levels are counted. Wards and small areas come from the
-- lookup; an incident without a place counts for the borough alone, and once more without an area: so many of it are in
-- no ward, and in no small area. Codes are counted for the borough, groups down to wards, types and all down to small
-- areas: below that a figure says more about people than about a place.
with incidents as (
    select * from {{ ref('int_incidents_located') }}
),

counted as (
    select
        coalesce(csp_code, ward_code, lsoa_code) as area_code,
        case
            when grouping(csp_code) = 0 then 'csp'
            when grouping(ward_code) = 0 then 'ward'
            else 'lsoa'
        end as area_type,
        subject,
        case
            when grouping(incident_type) = 0 then 'type'
            when grouping(offence_group) = 0 then 'group'
            when grouping(offence_code) = 0 then 'code'
            else 'all'
        end as level,
        if(level = 'all', 'all', coalesce(incident_type, offence_group, offence_code)) as category,
        month_start_date,
        count(*) as incident_count,
        count(*) filter (where csp_code is not null) as known_count,
        count(*) filter (where csp_code is not null and not has_place) as unplaced_count
    from incidents
    group by
        grouping sets (
            (subject, month_start_date, csp_code),
            (subject, month_start_date, csp_code, incident_type),
            (subject, month_start_date, csp_code, offence_group),
            (subject, month_start_date, csp_code, offence_code),
            (subject, month_start_date, ward_code),
            (subject, month_start_date, ward_code, incident_type),
            (subject, month_start_date, ward_code, offence_group),
            (subject, month_start_date, lsoa_code),
            (subject, month_start_date, lsoa_code, incident_type)
        )
)

select
    area_code,
    area_type,
    subject,
    level,
    category,
    month_start_date,
    case
        when area_code is not null then incident_count
        -- Codes of both vintages: what lies in no area they share is in no small area either.
        when area_type = 'lsoa' then known_count
        else unplaced_count
    end as incident_count
from counted
where
    category is not null
    and (area_code is not null or area_type <> 'csp')
    -- What everybody can see at data.police.uk: crimes and their types, and reports of anti-social behaviour.
    and (not {{ is_public() | lower }} or level = 'all' or (subject = 'crime' and level = 'type'))
