-- Who has to return what: every returned measure in every quarter, its state and its words; and what was returned of
-- measures that feeds give, as a check beside the feed's figure.
with returns as (
    select * from {{ ref('fct_returns') }}
),

measures as (
    select * from {{ ref('dim_measures') }}
)

select
    measures.theme,
    measures.priority,
    returns.measure_id,
    measures.title,
    measures.owner_role,
    returns.area_code,
    returns.period,
    returns.period_start_date,
    returns.period_end_date,
    returns.due_date,
    returns.return_state,
    returns.is_check,
    returns.unit,
    returns.disclosure_class,
    returns.numerator,
    returns.denominator,
    returns.value,
    returns.returned_numerator,
    returns.returned_denominator,
    returns.returned_value,
    returns.gap,
    returns.status,
    returns.status_reason,
    returns.no_figure_reason,
    returns.narrative,
    returns.is_narrative_stale,
    returns.returned_by,
    returns.returned_date,
    returns.signed_by,
    returns.signed_date,
    returns.version,
    returns.is_revised,
    returns.known_from
from returns
inner join measures on returns.measure_id = measures.measure_id
