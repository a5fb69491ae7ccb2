-- Every figure of the partnership and its wards with what its chart says: what a dashboard draws.
with signals as (
    select * from {{ ref('fct_measure_signals') }}
),

measures as (
    select * from {{ ref('dim_measures') }}
)

select
    signals.measure_id,
    measures.title,
    measures.theme,
    measures.polarity,
    signals.area_code,
    signals.area_type,
    signals.period,
    signals.period_start_date,
    signals.period_end_date,
    signals.unit,
    signals.disclosure_class,
    signals.numerator,
    signals.denominator,
    signals.value,
    signals.status,
    signals.status_reason,
    signals.is_revised,
    signals.is_provisional,
    signals.unconfirmed_reason,
    signals.interval_lower,
    signals.interval_upper,
    signals.series_number,
    signals.chart_kind,
    signals.chart_reason,
    signals.point_count,
    signals.is_trial,
    signals.is_charted,
    signals.centre_line,
    signals.lower_limit,
    signals.upper_limit,
    signals.rule,
    signals.point_kind,
    signals.verdict,
    signals.verdict_reason,
    signals.target,
    signals.target_distance,
    signals.rag,
    signals.assurance,
    signals.break_note,
    signals.comparison_break,
    signals.benchmark_name,
    signals.benchmark_value,
    signals.benchmark_mark,
    signals.peer_rank,
    signals.peer_count,
    signals.rank_reason,
    signals.left_out_count,
    signals.left_out_reason
from signals
inner join measures on signals.measure_id = measures.measure_id
