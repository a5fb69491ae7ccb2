-- One line per measure: the newest period that has ended, what its chart says of change, how far it is from its target,
-- and the same period a year before, unless a break forbids the comparison.
with signals as (
    select * from {{ ref('fct_measure_signals') }}
),

measures as (
    select * from {{ ref('dim_measures') }}
),

series as (
    select *
    from signals
    where area_type = 'csp'
),

newest_end as (
    select max(period_end_date) as period_end_date
    from series
),

latest as (
    -- The newest period with a value; where there is none, the newest period, so that the reason shows.
    select *
    from series
    qualify row_number() over (
        partition by measure_id, area_code
        order by {{ has_value('status') }} desc, period_end_date desc
    ) = 1
),

awaited as (
    select
        measure_id,
        area_code,
        string_agg(period || ' (' || status || ')', ', ' order by period) as awaited_periods
    from series
    where
        status in ({{ status('not supplied') }}, {{ status('not yet due') }})
        and period_end_date > (select newest_end.period_end_date - interval 12 month from newest_end)
    group by measure_id, area_code
),

compared as (
    -- Others' figures come out later than ours: the newest period for which there is a benchmark or a rank.
    select
        measure_id,
        area_code,
        period,
        benchmark_name,
        benchmark_value,
        benchmark_mark,
        peer_rank,
        peer_count,
        rank_reason
    from series
    where benchmark_value is not null or peer_rank is not null
    qualify row_number() over (
        partition by measure_id, area_code
        order by period_end_date desc
    ) = 1
)

select
    measures.theme,
    measures.priority,
    latest.measure_id,
    measures.title,
    measures.unit,
    measures.polarity,
    measures.disclosure_class,
    latest.area_code,
    latest.period as latest_period,
    latest.numerator as latest_numerator,
    latest.denominator as latest_denominator,
    latest.value as latest_value,
    latest.verdict,
    latest.verdict_reason,
    latest.is_trial,
    latest.target,
    latest.target_distance,
    latest.rag,
    latest.assurance,
    earlier.period as earlier_period,
    earlier.numerator as earlier_numerator,
    earlier.denominator as earlier_denominator,
    earlier.value as earlier_value,
    latest.value - earlier.value as value_difference,
    case
        when latest.comparison_break is not null
            then 'not compared across a break. ' || latest.comparison_break
        else 'not compared: ' || latest.unconfirmed_reason
    end as comparison_reason,
    compared.benchmark_name,
    compared.benchmark_value,
    compared.period as benchmark_period,
    compared.benchmark_mark,
    compared.peer_rank,
    compared.peer_count,
    compared.rank_reason,
    cast(sum(latest.false_alarm_share) over same_area as double) as expected_false_alarms,
    cast(count(latest.false_alarm_share) over same_area as integer) as judged_count,
    latest.status,
    latest.status_reason,
    latest.is_revised,
    latest.unconfirmed_reason,
    awaited.awaited_periods,
    measures.owner_role,
    latest.left_out_count,
    latest.left_out_reason
from latest
inner join measures on latest.measure_id = measures.measure_id
left join series as earlier
    on
        latest.measure_id = earlier.measure_id
        and latest.area_code = earlier.area_code
        and latest.period_start_date - interval 12 month = earlier.period_start_date
        and latest.comparison_break is null
        and latest.unconfirmed_reason is null
        and earlier.unconfirmed_reason is null
left join awaited
    on latest.measure_id = awaited.measure_id and latest.area_code = awaited.area_code
left join compared
    on latest.measure_id = compared.measure_id and latest.area_code = compared.area_code
window same_area as (partition by latest.area_code)
