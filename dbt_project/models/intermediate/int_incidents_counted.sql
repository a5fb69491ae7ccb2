-- Incidents per area, category and month: the only place where levels are counted. Wards and small areas come from the
-- lookup; an incident without a place counts for the borough alone. Codes are counted for the borough, groups down to
-- wards, types and all down to small areas: below that a figure says more about people than about a place.
with placed as (
    select
        incident_id,
        subject,
        month_start_date,
        incident_type,
        offence_group,
        offence_code,
        unnest([
            {'area_type': 'csp', 'area_code': csp_code},
            {'area_type': 'ward', 'area_code': ward_code},
            {'area_type': 'lsoa', 'area_code': lsoa_code}
        ], recursive := true)
    from {{ ref('int_incidents_located') }}
),

listed as (
    select
        subject,
        month_start_date,
        area_type,
        area_code,
        unnest([
            {'level': 'all', 'category': 'all', 'of_area': true},
            {'level': 'type', 'category': incident_type, 'of_area': true},
            {'level': 'group', 'category': offence_group, 'of_area': area_type <> 'lsoa'},
            {'level': 'code', 'category': offence_code, 'of_area': area_type = 'csp'}
        ], recursive := true)
    from placed
    where area_code is not null
)

select area_code, area_type, subject, level, category, month_start_date, count(*) as incident_count
from listed
where of_area and category is not null
group by all
