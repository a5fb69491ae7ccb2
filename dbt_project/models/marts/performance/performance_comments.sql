-- What leads say about the measures that feeds count, with the small counts that would withhold the words.
with comments as (
    select * from {{ ref('fct_comments') }}
),

measures as (
    select * from {{ ref('dim_measures') }}
)

select
    measures.theme,
    measures.priority,
    comments.measure_id,
    measures.title,
    measures.owner_role,
    comments.area_code,
    comments.period,
    comments.period_start_date,
    comments.period_end_date,
    comments.return_state,
    comments.disclosure_class,
    comments.status,
    comments.smallest_count,
    comments.narrative,
    comments.narrative_figure,
    comments.returned_by,
    comments.returned_date,
    comments.signed_by,
    comments.signed_date
from comments
inner join measures on comments.measure_id = measures.measure_id
