-- For each year the newest publication that holds it, whole. A combined code (with strokes) comes in parts, which add
-- up; any other row that is there twice is counted once. A note of the publisher is about the partnerships it names, or
-- about all of the force it names where it names none, from the year on, or for the year, that it says. It voids them
-- when it speaks of an unassigned group; whatever else it says is kept to be read.
with recorded_crime as (
    select * from {{ ref('stg_recorded_crime_csp') }}
),

offence_codes as (
    select * from {{ ref('offence_codes') }}
),

published as (
    select *
    from recorded_crime
    qualify dense_rank() over (
        partition by table_part, financial_year
        order by publication desc, delivery_id desc
    ) = 1
),

names as (
    select distinct
        table_part,
        force_name,
        unnest([force_name, csp_name]) as published_name
    from published
),

names_of_forces as (
    select
        table_part,
        force_name,
        {{ any_name('published_name') }} as any_name
    from names
    where published_name is not null
    group by all
),

notes as (
    select distinct
        published.table_part,
        published.financial_quarter,
        published.quarter_start,
        published.force_name,
        published.csp_name,
        names_of_forces.any_name,
        unnest(string_split(published.force_note, ' | ')) as note
    from published
    inner join names_of_forces using (table_part, force_name)
),

notes_understood as (
    -- A partnership called like its force is named by nothing but the force.
    select
        *,
        list_filter(
            regexp_extract_all(note, any_name, 1),
            found_name -> found_name <> force_name and found_name not ilike 'unassigned%'
        ) as named_partnerships,
        try_cast(regexp_extract(note, 'from (\d{4}) onwards', 1) as integer) as from_year,
        try_cast(regexp_extract(note, '[Yy]ear ending March (\d{4})', 1) as integer) as year_ending
    from notes
),

notes_of_partnerships as (
    select
        table_part,
        financial_quarter,
        force_name,
        csp_name,
        string_agg(note, ' | ' order by note) as publisher_note,
        bool_or(note ilike '%unassigned%' and csp_name not ilike 'unassigned%') as is_void
    from notes_understood
    where
        (
            list_contains(named_partnerships, csp_name)
            or (len(named_partnerships) = 0 and contains(note, force_name))
        )
        and coalesce(
            year(quarter_start) >= from_year,
            year(quarter_start - interval 3 month) = year_ending - 1,
            true
        )
    group by all
)

select
    published.table_part,
    published.financial_year,
    published.financial_quarter,
    published.force_name,
    published.csp_name,
    published.offence_code,
    coalesce(
        min(offence_codes.offence_group),
        min(published.published_group),
        'Group not stated'
    ) as offence_group,
    if(
        contains(published.offence_code, '/'),
        sum(published.offence_count),
        max(published.offence_count)
    ) as offence_count,
    published.publication,
    notes_of_partnerships.publisher_note,
    coalesce(notes_of_partnerships.is_void, false) as is_void
from published
left join offence_codes using (offence_code)
left join notes_of_partnerships
    on
        published.table_part = notes_of_partnerships.table_part
        and published.financial_quarter = notes_of_partnerships.financial_quarter
        and published.force_name = notes_of_partnerships.force_name
        and published.csp_name is not distinct from notes_of_partnerships.csp_name
group by
    published.table_part,
    published.financial_year,
    published.financial_quarter,
    published.force_name,
    published.csp_name,
    published.offence_code,
    published.publication,
    notes_of_partnerships.publisher_note,
    notes_of_partnerships.is_void
