-- The catalogue, with what the area's own feeds make of it. A measure that the chosen feed cannot give says so:
-- data.police.uk has types and no offence codes, groups or flags; and outcomes, where they were delivered.
{# How many months later deliveries still change a counted figure: recorded crime settles over a quarter. A returned one
   is settled when it is signed, a published one when it is published. #}
{% set months_to_settle = 3 %}
with listed as (
    select * from {{ ref('int_measures_listed') }}
),

from_feeds as (
    select * from {{ ref('measures_from_feeds') }}
),

settings as (
    select * from {{ ref('stg_build_settings') }}
),

published_outcomes as (
    select * from {{ ref('stg_police_uk_outcomes') }}
),

outcomes_counted as (
    -- The public edition has no rate from them: it is one of people, and these rows have nothing to be rounded by.
    select count(*) > 0 and not {{ is_public() | lower }} as are_there
    from published_outcomes
),

catalogue as (
    -- A returned measure that a feed of this build gives is what the feed gives.
    select
        listed.* replace (
            {% for name in ['source', 'definition', 'method_note', 'cadence', 'window_months', 'first_period'] %}
                coalesce(from_feeds.{{ name }}, listed.{{ name }}) as {{ name }}{{ ',' if not loop.last }}
            {% endfor %}
        ),
        from_feeds.feed as feed_that_gives,
        from_feeds.item as feed_item
    from listed
    cross join settings
    left join from_feeds
        on
            listed.measure_id = from_feeds.measure_id
            and list_contains(string_split(settings.measures_from_feeds, ';'), from_feeds.measure_id)
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
    -- What the police publish month by month themselves, small area by small area, is as it is for everybody.
    if(
        {{ is_public() | lower }}
        and catalogue.source = 'crime'
        and {{ has_only_types('catalogue.numerator') }}
        and (catalogue.unit <> 'percent' or {{ has_only_types('catalogue.denominator') }}),
        'event',
        catalogue.disclosure_class
    ) as disclosure_class,
    catalogue.owner_role,
    catalogue.method_note,
    catalogue.first_period,
    catalogue.status,
    case
        when catalogue.source in ('returned', 'survey', 'reoffending') then 0
        else {{ months_to_settle }}
    end as provisional_months,
    case
        when catalogue.numerator like 'outcome=%' then {{ months_followed('outcome') }}
        when catalogue.numerator like 'closed=%' then {{ months_followed('closed') }}
        else 0
    end as followed_months,
    catalogue.feed_item,
    case catalogue.source
        when 'crime' then settings.crime_feed
        when 'asb' then settings.asb_feed
        when 'complainants' then settings.asb_feed
        when 'supervision' then 'probation_supervision'
        when 'treatment' then 'substance_treatment'
        when 'returned' then 'measure_returns'
        else catalogue.feed_that_gives
    end as feed,
    list_contains(string_split(settings.feeds, ';'), feed) as is_collected,
    case
        when not is_collected then false
        when
            {{ is_public() | lower }}
            and (
                list_contains({{ measures_not_public() }}, catalogue.measure_id)
                or list_contains({{ sources_not_public() }}, catalogue.source)
            )
            then false
        when catalogue.status = {{ measure_state('retired') }} then false
        when catalogue.source = 'complainants' then settings.asb_feed = 'asb_incidents'
        when catalogue.source = 'crime' and settings.crime_feed = 'police_uk_street'
            then
                {{ has_only_types('catalogue.numerator', 'outcomes_counted.are_there') }}
                and (
                    catalogue.unit <> 'percent'
                    or {{ has_only_types('catalogue.denominator', 'outcomes_counted.are_there') }}
                )
        when catalogue.source = 'asb' and settings.asb_feed = 'police_uk_street'
            then catalogue.numerator = 'all' and coalesce(catalogue.denominator, '') in ('', 'residents')
        else true
    end as is_computable,
    -- What gives a figure over many months its verdict. People in treatment are mostly those of the quarter before, so
    -- a count of them has no such events: docs/measures.md.
    case
        when catalogue.source in ('crime', 'asb') and catalogue.window_months > 1 then 'each month alone'
        when catalogue.source = 'complainants' then 'the people who reported in each month'
        when catalogue.source = 'treatment' and (catalogue.unit = 'percent' or catalogue.numerator = 'new=yes')
            then 'each quarter alone'
    end as judged_by,
    -- Whether most people of one quarter are those of the quarter before. Who starts or ends in it is of it alone.
    case
        when catalogue.source in ('treatment', 'need') then judged_by is null
        when catalogue.source = 'supervision'
            then
                catalogue.unit = 'count'
                and not regexp_matches(catalogue.numerator, '^(started|ordered|completed|ended)=')
        else false
    end as is_of_people_who_stay
from catalogue
cross join settings
cross join outcomes_counted
