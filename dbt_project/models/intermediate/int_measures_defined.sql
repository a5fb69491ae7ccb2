-- The catalogue, with what the area's own feeds make of it. A measure that the chosen feed cannot give says so:
-- data.police.uk has types and no offence codes, groups or flags.
{# How many months later deliveries still change a counted figure: recorded crime settles over a quarter. A returned one
   is settled when it is signed. #}
{% set months_to_settle = 3 %}
with catalogue as (
    select * from {{ ref('measure_catalogue') }}
),

settings as (
    select * from {{ ref('stg_build_settings') }}
)

select
    catalogue.measure_id,
    catalogue.title,
    catalogue.theme,
    catalogue.priority,
    catalogue.definition,
    catalogue.source,
    catalogue.numerator,
    nullif(catalogue.denominator, '') as denominator,
    catalogue.unit,
    catalogue.polarity,
    catalogue.area_types,
    catalogue.cadence,
    catalogue.window_months,
    catalogue.disclosure_class,
    catalogue.owner_role,
    catalogue.method_note,
    catalogue.first_period,
    catalogue.status,
    case when catalogue.source = 'returned' then 0 else {{ months_to_settle }} end as provisional_months,
    case catalogue.source
        when 'crime' then settings.crime_feed
        when 'asb' then settings.asb_feed
        when 'complainants' then settings.asb_feed
        when 'supervision' then 'probation_supervision'
        when 'treatment' then 'substance_treatment'
        when 'returned' then 'measure_returns'
    end as feed,
    list_contains(string_split(settings.feeds, ';'), feed) as is_collected,
    case
        when not is_collected then false
        when catalogue.status = {{ measure_state('retired') }} then false
        when catalogue.source = 'complainants' then settings.asb_feed = 'asb_incidents'
        when catalogue.source = 'crime' and settings.crime_feed = 'police_uk_street'
            then
                {{ has_only_types('catalogue.numerator') }}
                and (catalogue.unit <> 'percent' or {{ has_only_types('catalogue.denominator') }})
        when catalogue.source = 'asb' and settings.asb_feed = 'police_uk_street'
            then catalogue.numerator = 'all' and coalesce(catalogue.denominator, '') in ('', 'residents')
        else true
    end as is_computable
from catalogue
cross join settings
