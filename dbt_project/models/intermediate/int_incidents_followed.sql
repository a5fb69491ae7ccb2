-- What came of incidents within a set time of being recorded. An incident is here only where its file came in after
-- that time: what an earlier file cannot show is not known, and neither an outcome nor the lack of one.
-- An outcome that came without its day is not known either, nor is a day without its outcome.
-- A crime of data.police.uk has a month and no day, and so has an outcome. It is followed where the force's outcomes of
-- its month and of the others within that time are all there.
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

incidents as (
    select * from {{ ref('int_incidents_unioned') }}
),

published_outcomes as (
    select * from {{ ref('stg_police_uk_outcomes') }}
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

months_of_outcomes as (
    select distinct
        falls_within,
        month_start_date,
        month_start_date + to_months({{ months_followed('outcome') }}) as followed_until
    from published_outcomes
),

months_followed as (
    select
        months_of_outcomes.falls_within,
        months_of_outcomes.month_start_date,
        months_of_outcomes.followed_until
    from months_of_outcomes
    inner join months_of_outcomes as months_after
        on
            months_of_outcomes.falls_within = months_after.falls_within
            and months_of_outcomes.month_start_date <= months_after.month_start_date
            and months_of_outcomes.followed_until > months_after.month_start_date
    group by all
    having count(*) = {{ months_followed('outcome') }}
),

outcomes as (
    select
        published_outcomes.crime_id,
        published_outcomes.month_start_date,
        code_lists.code_group
    from published_outcomes
    inner join code_lists
        on code_lists.list_name = 'police_uk_outcomes' and published_outcomes.outcome_type = code_lists.code
    where code_lists.code_group <> 'open'
),

street_crimes_followed as (
    select
        incidents.incident_id,
        'outcome' as kind,
        count(outcomes.crime_id) > 0 as is_in_time,
        count(outcomes.crime_id) filter (where outcomes.code_group = 'charged') > 0 as is_charged
    from incidents
    inner join months_followed
        on
            incidents.police_force = months_followed.falls_within
            and cast(incidents.period || '-01' as date) = months_followed.month_start_date
    left join outcomes
        on
            incidents.published_id = outcomes.crime_id
            and months_followed.followed_until > outcomes.month_start_date
    where incidents.feed = 'police_uk_street' and incidents.published_id is not null
    group by incidents.incident_id
),

followed as (
    select
        ends.incident_id,
        ends.kind,
        ends.is_charged,
        coalesce(ends.end_date < ends.followed_until, false) as is_in_time
    from ends
    inner join deliveries using (feed, delivery_id)
    where deliveries.received_on >= ends.followed_until
    union all by name
    select * from street_crimes_followed
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
