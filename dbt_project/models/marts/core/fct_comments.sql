-- What leads say about measures that are counted from feeds, quarter by quarter; a comment is voluntary, so most rows
-- have none. A comment is about a quarter: a small count in any of its periods withholds the words with it.
with comment_returns as (
    select * from {{ ref('stg_comment_returns') }}
),

measure_values as (
    select * from {{ ref('fct_measure_values') }}
),

periods as (
    select * from {{ ref('dim_periods') }}
),

measures as (
    select * from {{ ref('dim_measures') }}
),

newest_comments as (
    -- Where the lead of a measure changed, two may have written: the newer stands.
    select *
    from comment_returns
    qualify row_number() over (
        partition by measure_id, area_code, period
        order by returned_date desc, delivery_id desc
    ) = 1
),

figures_by_quarter as (
    select
        measure_values.measure_id,
        measure_values.area_code,
        periods.period,
        periods.period_start_date,
        periods.period_end_date,
        arg_max(measure_values.status, measure_values.period_end_date) as status,
        min(least(
            nullif(measure_values.numerator, 0),
            nullif(measure_values.denominator, 0),
            case
                when measure_values.unit = 'percent'
                    then nullif(measure_values.denominator - measure_values.numerator, 0)
            end
        )) as smallest_count
    from measure_values
    inner join periods
        on
            periods.cadence = 'quarter'
            and measure_values.period_end_date between periods.period_start_date and periods.period_end_date
    where measure_values.area_type = 'csp'
    group by
        measure_values.measure_id,
        measure_values.area_code,
        periods.period,
        periods.period_start_date,
        periods.period_end_date
)

select
    figures_by_quarter.measure_id,
    figures_by_quarter.area_code,
    figures_by_quarter.period,
    figures_by_quarter.period_start_date,
    figures_by_quarter.period_end_date,
    coalesce(newest_comments.return_state, {{ return_state('none') }}) as return_state,
    measures.disclosure_class,
    figures_by_quarter.status,
    figures_by_quarter.smallest_count,
    -- Words nobody signed are nobody's yet.
    case
        when newest_comments.return_state = {{ return_state('accepted') }} then newest_comments.narrative
    end as narrative,
    case
        when newest_comments.return_state = {{ return_state('accepted') }} then newest_comments.narrative_figure
    end as narrative_figure,
    newest_comments.returned_by,
    newest_comments.returned_date,
    newest_comments.signed_by,
    newest_comments.signed_date
from figures_by_quarter
inner join measures using (measure_id)
left join newest_comments using (measure_id, area_code, period)
where
    newest_comments.measure_id is not null
    or (measures.source <> 'returned' and measures.status <> {{ measure_state('retired') }})
