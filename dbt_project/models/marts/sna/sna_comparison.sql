-- The partnership beside the other partnerships of its force, the force and the country, on the Home Office's tables.
-- A place in order is given only where every listed partnership has its whole year: a rank among those who reported
-- would flatter. Nor is there a sum of those who reported: where a listed name has no rows, the force has no figure,
-- nor has the country it is in.
{% set quarters_in_year = 4 %}
with recorded_crime as (
    select * from {{ ref('fct_recorded_crime') }}
),

gathered as (
    select
        *,
        area_kind not in ('force', 'country') as is_below_force,
        -- Quarters of the table by partnership; none where the year is known from the table by force alone.
        coalesce(
            max(quarter_count) filter (where is_below_force) over same_group,
            0
        ) as listed_quarters,
        list(area_name) filter (
            where area_kind = 'not listed' and quarter_count > 0
        ) over same_group as unknown_names
    from recorded_crime
    window same_group as (partition by financial_year, offence_group)
),

names_gathered as (
    select
        *,
        coalesce(
            list_sort(list(area_name) filter (
                where is_below_force and area_kind <> 'not listed' and quarter_count < listed_quarters
            ) over (partition by financial_year, offence_group)),
            []
        ) as missing_names,
        '; not listed: ' || array_to_string(list_sort(unknown_names), ', ') as unknown_words
    from gathered
),

judged as (
    select
        *,
        case
            when is_void then {{ status('not applicable') }}
            when crime_count is null or quarter_count < {{ quarters_in_year }} then {{ status('not supplied') }}
            when not is_below_force and len(missing_names) > 0 then {{ status('not supplied') }}
            when area_kind = 'country' and force_count < {{ forces_in_england() }} then {{ status('not supplied') }}
            when crime_count = 0 then {{ status('true zero') }}
            else {{ status('observed') }}
        end as status
    from names_gathered
),

figures as (
    select
        *,
        case when {{ has_value('status') }} then crime_count end as shown_count,
        count(*) filter (where area_kind = 'partnership') over same_group as listed_count,
        count(*) filter (
            where area_kind = 'partnership' and {{ has_value('status') }} and residents > 0
        ) over same_group as reported_count
    from judged
    window same_group as (partition by financial_year, offence_group)
),

reasons as (
    select
        *,
        case
            when is_void then null
            when crime_count is null and listed_quarters > 0
                then 'no rows under this name' || coalesce(unknown_words, '')
            when crime_count is null then 'the year was not published for this area'
            when quarter_count < {{ quarters_in_year }}
                then quarter_count || ' of {{ quarters_in_year }} quarters are published'
            when status = {{ status('not supplied') }} and len(missing_names) > 0
                then 'no whole year of ' || array_to_string(missing_names, ', ') || coalesce(unknown_words, '')
            when status = {{ status('not supplied') }}
                then force_count || ' of {{ forces_in_england() }} forces are published'
            when area_kind = 'not listed' then 'this name is in no row of sna_comparators'
            when area_kind in ('airport', 'unassigned') then 'nobody lives there: no rate'
            when residents is null
                then
                    'no rate: its residents, with day and source, are not in the partnership’s sna_comparators.csv'
        end as own_reason
    from figures
)

select
    financial_year,
    offence_group,
    area_name,
    area_code,
    area_kind,
    coalesce(is_home, false) as is_home,
    shown_count as crime_count,
    residents,
    residents_on,
    {{ measure_value("'rate_per_1000'", 'shown_count', 'residents') }} as rate_per_1000,
    case
        when area_kind = 'partnership' and reported_count = listed_count
            then rank() over (
                partition by financial_year, offence_group, area_kind
                order by shown_count / nullif(residents, 0) desc nulls last
            )
    end as rank_by_rate,
    cast(listed_count as bigint) as listed_count,
    cast(reported_count as bigint) as reported_count,
    quarter_count,
    status,
    nullif(concat_ws('; ', own_reason, 'the publisher says: ' || publisher_note), '') as status_reason,
    publisher_note,
    source,
    listed_on
from reasons
