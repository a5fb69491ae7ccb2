-- Incidents per area, category and month: the only place where levels are counted. Wards and small areas come from the
-- lookup; an incident without a place counts for the borough alone. Codes are counted for the borough, groups down to
-- wards, types and all down to small areas: below that a figure says more about people than about a place.
with counted as (
    select
        coalesce(csp_code, ward_code, lsoa_code) as area_code,
        case when grouping(csp_code) = 0 then 'csp' when grouping(ward_code) = 0 then 'ward' else 'lsoa' end as area_type,
        subject,
        case
            when grouping(incident_type) = 0 then 'type'
            when grouping(offence_group) = 0 then 'group'
            when grouping(offence_code) = 0 then 'code'
            else 'all'
        end as level,
        if(level = 'all', 'all', coalesce(incident_type, offence_group, offence_code)) as category,
        month_start_date,
        count(*) as incident_count
    from {{ ref('int_incidents_located') }}
    group by
        grouping sets (
            {% for area, categories in {
                'csp_code': ['incident_type', 'offence_group', 'offence_code'],
                'ward_code': ['incident_type', 'offence_group'],
                'lsoa_code': ['incident_type'],
            }.items() %}
            (subject, month_start_date, {{ area }}),
            {% for category in categories %}
            (subject, month_start_date, {{ area }}, {{ category }}){{ '' if loop.last and area == 'lsoa_code' else ',' }}
            {% endfor %}
            {% endfor %}
        )
)

select * from counted
where area_code is not null and category is not null
