-- Every figure of the partnership and its wards with what its chart says: what a dashboard draws.
select
    signals.measure_id,
    measures.title,
    measures.theme,
    measures.polarity,
    signals.* exclude (measure_id, false_alarm_share)
from {{ ref('fct_measure_signals') }} as signals
inner join {{ ref('dim_measures') }} as measures using (measure_id)
