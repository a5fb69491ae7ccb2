-- What came of incidents within a set time of being recorded. An incident is here only where its file came in after
-- that time: what an earlier file cannot show is not known, and neither an outcome nor the lack of one.
-- An outcome that came without its day is not known either, nor is a day without its outcome.
with crimes as (
    select * from {{ ref('stg_police_crime') }}
),

asb_cases as (
    select * from {{ ref('stg_asb_incidents') }}
),

deliveries as (
    select * from {{ ref('stg_deliveries') }}
),

code_lists as (
    select * from {{ ref('code_lists') }}
),

settings as (
    select * from {{ ref('stg_build_settings') }}
),

ends as (
    select
        'police_crime' as feed,
        'outcome' as kind,
        crimes.crime_token as incident_id,
        crimes.delivery_id,
        crimes.outcome_date as end_date,
        crimes.recorded_date + to_months({{ months_followed('outcome') }}) as followed_until,
        coalesce(code_lists.code_group = 'charged', false) as is_charged
    from crimes
    left join code_lists
        on code_lists.list_name = 'outcome_types' and crimes.outcome_type = code_lists.code
    where
        (crimes.outcome_type is null) = (crimes.outcome_date is null)
        and (select settings.crime_feed from settings) = 'police_crime'
    union all
    select
        'asb_incidents' as feed,
        'closed' as kind,
        case_token as incident_id,
        delivery_id,
        closed_date as end_date,
        opened_date + to_months({{ months_followed('closed') }}) as followed_until,
        false as is_charged
    from asb_cases
    where (select settings.asb_feed from settings) = 'asb_incidents'
),

followed as (
    select
        ends.*,
        coalesce(ends.end_date < ends.followed_until, false) as is_in_time
    from ends
    inner join deliveries using (feed, delivery_id)
    where deliveries.received_on >= ends.followed_until
),

categories_of_incidents as (
    select
        incident_id,
        kind || '=' || unnest([
            'followed',
            case when is_in_time then 'in time' end,
            case when is_in_time and is_charged then 'charged in time' end
        ]) as category
    from followed
)

select
    incident_id,
    category
from categories_of_incidents
where category is not null
