-- The measures, as the catalogue and the area's own feeds have them.
with measures as (
    select * from {{ ref('int_measures_defined') }}
),

spine as (
    select * from {{ ref('int_measure_spine') }}
),

equivalences as (
    select * from {{ ref('figure_equivalences') }}
),

own_measures as (
    select * from {{ ref('stg_measures') }}
),

other_figures as (
    select
        measure_id,
        string_agg(reason, '. ' order by equivalence_id) as other_figures
    from equivalences
    where reason <> ''
    group by measure_id
    union all
    select
        measure_id,
        other_figures
    from own_measures
),

begun_measures as (
    -- Of the others, the first period is still to come, or the history does not hold a whole window yet.
    select distinct measure_id
    from spine
)

select
    measures.measure_id,
    measures.title,
    measures.theme,
    measures.priority,
    measures.definition,
    measures.source,
    measures.feed,
    measures.numerator,
    measures.denominator,
    measures.unit,
    measures.polarity,
    measures.area_types,
    measures.cadence,
    measures.window_months,
    measures.disclosure_class,
    measures.owner_role,
    measures.method_note,
    measures.first_period,
    measures.status,
    measures.is_computable,
    measures.measure_id in (select begun_measures.measure_id from begun_measures) as has_begun,
    other_figures.other_figures
from measures
left join other_figures on measures.measure_id = other_figures.measure_id
