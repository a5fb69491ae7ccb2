-- Months of feeds that are unconfirmed or held, per kind, in words; and which categories of incidents hold the kind.
-- A kind's doubt covers it and every total that holds it.
with completeness as (
    select * from {{ ref('fct_completeness') }}
),

areas as (
    select * from {{ ref('int_areas_listed') }}
),

incidents as (
    select * from {{ ref('int_incidents_located') }}
),

categories_of_incidents as (
    select * from {{ ref('int_incidents_categorised') }}
),

doubted as (
    select
        completeness.feed,
        completeness.period_start_date,
        completeness.period_end_date,
        completeness.dimension,
        completeness.kind,
        completeness.period
        || ' is unconfirmed: '
        || case
            when completeness.dimension not in ('all', 'place')
                then coalesce(areas.area_name, completeness.kind) || ', '
            else ''
        end
        || completeness.reason as reason
    from completeness
    left join areas
        on completeness.dimension = 'ward' and completeness.kind = areas.area_code and areas.area_type = 'ward'
    where completeness.completeness in ({{ completeness('unconfirmed') }}, {{ completeness('held') }})
),

kinds_doubted as (
    select distinct
        feed,
        dimension,
        kind
    from doubted
    where dimension in ('type', 'source')
),

categories_of_kinds as (
    -- Nothing to look up in a build without a doubt about a kind.
    select distinct
        kinds_doubted.feed,
        kinds_doubted.dimension,
        kinds_doubted.kind,
        categories_of_incidents.category
    from kinds_doubted
    inner join incidents
        on
            kinds_doubted.feed = incidents.feed
            and kinds_doubted.kind = case kinds_doubted.dimension
                when 'type' then incidents.incident_type
                else incidents.asb_source
            end
    inner join categories_of_incidents using (incident_id)
)

select
    doubted.feed,
    doubted.period_start_date,
    doubted.period_end_date,
    doubted.dimension,
    doubted.kind,
    doubted.reason,
    list_sort(list(categories_of_kinds.category) filter (
        where categories_of_kinds.category is not null
    )) as categories
from doubted
left join categories_of_kinds
    on
        doubted.feed = categories_of_kinds.feed
        and doubted.dimension = categories_of_kinds.dimension
        and doubted.kind = categories_of_kinds.kind
group by all
