-- Crimes and ASB of the feeds this area uses, in one shape. The other crime feed, if delivered, is not counted twice.
-- What a feed does not tell is null.
with settings as (select crime_feed, asb_feed from {{ ref('stg_build_settings') }}),

police_crime as (
    select
        'police_crime' as feed,
        'crime' as subject,
        crime.crime_token as incident_id,
        crime.period,
        crime.lsoa_code,
        codes.police_uk_type as incident_type,
        crime.offence_code,
        codes.offence_group,
        codes.offence_subgroup,
        crime.is_domestic_abuse,
        crime.is_knife_enabled,
        list_filter([
            case when crime.is_hate_race then 'race' end,
            case when crime.is_hate_religion then 'religion' end,
            case when crime.is_hate_orientation then 'orientation' end,
            case when crime.is_hate_disability then 'disability' end,
            case when crime.is_hate_transgender then 'transgender' end
        ], strand -> strand is not null) as hate_strands,
        len(hate_strands) > 0 as is_hate_related,
        crime.victim_age_band,
        null as asb_source,
        null as complainant_token
    from {{ ref('stg_police_crime') }} as crime
    inner join {{ ref('offence_codes') }} as codes using (offence_code)
    where (select crime_feed from settings) = 'police_crime'
),

street as (
    -- The publisher gives no key: an ASB row has no id, and a crime id may cover several rows.
    select
        'police_uk_street' as feed,
        codes.code_group as subject,
        street.delivery_id || '-' || row_number() over () as incident_id,
        street.period,
        street.lsoa_code,
        case when codes.code_group = 'crime' then street.crime_type end as incident_type
    from {{ ref('stg_police_uk_street') }} as street
    inner join {{ ref('code_lists') }} as codes
        on codes.list_name = 'police_uk_crime_types' and street.crime_type = codes.code
    where
        (codes.code_group = 'crime' and (select crime_feed from settings) = 'police_uk_street')
        or (codes.code_group = 'asb' and (select asb_feed from settings) = 'police_uk_street')
),

asb as (
    select
        'asb_incidents' as feed,
        'asb' as subject,
        case_token as incident_id,
        period,
        lsoa_code,
        asb_type as incident_type,
        is_hate_related,
        source as asb_source,
        complainant_token
    from {{ ref('stg_asb_incidents') }}
    where (select asb_feed from settings) = 'asb_incidents'
)

select * from police_crime
union all by name
select * from street
union all by name
select * from asb
