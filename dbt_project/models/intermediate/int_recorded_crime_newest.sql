-- For each year the newest publication that holds it, whole. A note of the publisher voids the partnerships it names, or all
-- of the force where it names none, when it speaks of an unassigned group: from the year on, or for the year, that it says.
-- A combined code (with strokes) comes in parts, which add up; any other row that is there twice is counted once.
with published as (
    select *
    from {{ ref('stg_recorded_crime_csp') }}
    qualify dense_rank() over (partition by table_part, financial_year order by publication desc, delivery_id desc) = 1
),

newest as (
    select
        table_part, financial_year, financial_quarter, quarter_start, force_name, csp_name, offence_code, publication, force_note,
        min(published_group) as published_group,
        if(contains(offence_code, '/'), sum(offence_count), max(offence_count)) as offence_count
    from published
    group by 1, 2, 3, 4, 5, 6, 7, 8, 9
),

noted as (
    select
        *,
        force_note ilike '%unassigned%' and csp_name not ilike 'unassigned%' as is_noted,
        {{ names_place('force_note', 'csp_name') }} as is_named,
        bool_or({{ names_place('force_note', 'csp_name') }}) over (partition by table_part, financial_year, force_name)
            as names_some,
        try_cast(regexp_extract(force_note, 'from (\d{4}) onwards', 1) as integer) as void_from,
        try_cast(regexp_extract(force_note, '[Yy]ear ending March (\d{4})', 1) as integer) as void_ending
    from newest
)

select
    noted.table_part,
    noted.financial_year,
    noted.financial_quarter,
    noted.force_name,
    noted.csp_name,
    noted.offence_code,
    coalesce(codes.offence_group, noted.published_group, 'Group not stated') as offence_group,
    noted.offence_count,
    noted.publication,
    noted.force_note,
    coalesce(
        noted.is_noted
        and (noted.is_named or not noted.names_some)
        and case
            when noted.void_from is not null then year(noted.quarter_start) >= noted.void_from
            when noted.void_ending is not null then cast(left(noted.financial_year, 4) as integer) = noted.void_ending - 1
            else true
        end,
        false
    ) as is_void
from noted
left join {{ ref('offence_codes') }} as codes using (offence_code)
