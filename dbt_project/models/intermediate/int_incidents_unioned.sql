-- Crimes and ASB of the feeds this area uses, in one shape. The other crime feed, if delivered, is not counted twice.
-- What a feed does not give is null.
with settings as (
    select * from {{ ref('stg_build_settings') }}
),

crimes as (
    select * from {{ ref('stg_police_crime') }}
),

street_rows as (
    select * from {{ ref('stg_police_uk_street') }}
),

asb_cases as (
    select * from {{ ref('stg_asb_incidents') }}
),

offence_codes as (
    select * from {{ ref('offence_codes') }}
),

code_lists as (
    select * from {{ ref('code_lists') }}
),

police_crime as (
    select
        'police_crime' as feed,
        'crime' as subject,
        crimes.crime_token as incident_id,
        crimes.period,
        crimes.lsoa_code,
        offence_codes.police_uk_type as incident_type,
        crimes.offence_code,
        offence_codes.offence_group,
        offence_codes.offence_subgroup,
        crimes.is_domestic_abuse,
        crimes.is_knife_enabled,
        list_filter([
            case when crimes.is_hate_race then 'race' end,
            case when crimes.is_hate_religion then 'religion' end,
            case when crimes.is_hate_orientation then 'orientation' end,
            case when crimes.is_hate_disability then 'disability' end,
            case when crimes.is_hate_transgender then 'transgender' end
        ], strand -> strand is not null) as hate_strands,
        len(hate_strands) > 0 as is_hate_related,
        crimes.victim_age_band,
        crimes.victim_sex,
        null as asb_source,
        null as complainant_token,
        crimes.crime_noise as incident_noise,
        null as complainant_noise,
        -- The day and the hour are known where the earliest and the latest time agree on them.
        case
            when cast(crimes.committed_from as date) = cast(crimes.committed_to as date)
                then cast(crimes.committed_from as date)
        end as occurred_date,
        case
            when crimes.committed_to - crimes.committed_from between interval 0 minute and interval 1 hour
                then hour(crimes.committed_from)
        end as occurred_hour,
        crimes.recorded_date as reported_date
    from crimes
    inner join offence_codes using (offence_code)
    where (select settings.crime_feed from settings) = 'police_crime'
),

police_uk_street as (
    -- The publisher gives no key: an ASB row has no id, and a crime id may cover several rows.
    select
        'police_uk_street' as feed,
        code_lists.code_group as subject,
        street_rows.delivery_id || '-' || row_number() over () as incident_id,
        street_rows.crime_id as published_id,
        street_rows.period,
        street_rows.lsoa_code,
        case when code_lists.code_group = 'crime' then street_rows.crime_type end as incident_type,
        street_rows.longitude,
        street_rows.latitude,
        street_rows.falls_within as police_force
    from street_rows
    inner join code_lists
        on code_lists.list_name = 'police_uk_crime_types' and street_rows.crime_type = code_lists.code
    where
        (code_lists.code_group = 'crime' and (select settings.crime_feed from settings) = 'police_uk_street')
        or (code_lists.code_group = 'asb' and (select settings.asb_feed from settings) = 'police_uk_street')
),

asb_incidents as (
    select
        'asb_incidents' as feed,
        'asb' as subject,
        case_token as incident_id,
        period,
        lsoa_code,
        asb_type as incident_type,
        is_hate_related,
        source as asb_source,
        complainant_token,
        case_noise as incident_noise,
        complainant_noise,
        opened_date as occurred_date,
        opened_date as reported_date
    from asb_cases
    where (select settings.asb_feed from settings) = 'asb_incidents'
)

select * from police_crime
union all by name
select * from police_uk_street
union all by name
select * from asb_incidents
