with incidents as (
    select * from {{ ref('int_incidents_located') }}
)

select
    incident_id,
    feed,
    subject,
    period,
    month_start_date,
    incident_type,
    offence_code,
    offence_group,
    offence_subgroup,
    lsoa_code,
    ward_code,
    csp_code
from incidents
