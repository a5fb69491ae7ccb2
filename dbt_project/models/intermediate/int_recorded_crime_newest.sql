-- For each year the newest publication that holds it, whole. A combined code (with strokes) comes in parts, which add up; any
-- other row that is there twice is counted once. A note of the publisher is about the partnerships it names, or about all of
-- the force it names where it names none, from the year on, or for the year, that it says. It voids them when it speaks of an
-- unassigned group; whatever else it says is handed on to be read.
with published as (
    select *
    from {{ ref('stg_recorded_crime_csp') }}
    qualify dense_rank() over (partition by table_part, financial_year order by publication desc, delivery_id desc) = 1
),

names as (
    select table_part, force_name, {{ any_name('name') }} as any_name
    from (
        select distinct table_part, force_name, unnest([force_name, csp_name]) as name from published
    )
    where name is not null
    group by all
),

noted as (
    select distinct published.table_part, published.financial_quarter, published.quarter_start, published.force_name,
        published.csp_name, names.any_name, unnest(string_split(published.force_note, ' | ')) as note
    from published
    inner join names using (table_part, force_name)
),

understood as (
    -- A partnership called like its force is named by nothing but the force.
    select *,
        list_filter(regexp_extract_all(note, any_name, 1), name -> name <> force_name and name not ilike 'unassigned%') as named,
        try_cast(regexp_extract(note, 'from (\d{4}) onwards', 1) as integer) as from_year,
        try_cast(regexp_extract(note, '[Yy]ear ending March (\d{4})', 1) as integer) as year_ending
    from noted
),

about as (
    select table_part, financial_quarter, force_name, csp_name,
        string_agg(note, ' | ' order by note) as publisher_note,
        bool_or(note ilike '%unassigned%' and csp_name not ilike 'unassigned%') as is_void
    from understood
    where
        (list_contains(named, csp_name) or (len(named) = 0 and contains(note, force_name)))
        and coalesce(year(quarter_start) >= from_year, year(quarter_start - interval 3 month) = year_ending - 1, true)
    group by all
)

select
    published.table_part, published.financial_year, published.financial_quarter, published.force_name, published.csp_name,
    published.offence_code,
    coalesce(min(codes.offence_group), min(published.published_group), 'Group not stated') as offence_group,
    if(contains(published.offence_code, '/'), sum(published.offence_count), max(published.offence_count)) as offence_count,
    published.publication,
    about.publisher_note,
    coalesce(about.is_void, false) as is_void
from published
left join {{ ref('offence_codes') }} as codes using (offence_code)
left join about
    on published.table_part = about.table_part and published.financial_quarter = about.financial_quarter
    and published.force_name = about.force_name and published.csp_name is not distinct from about.csp_name
group by 1, 2, 3, 4, 5, 6, 9, 10, 11
