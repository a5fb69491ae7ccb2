-- What leads say about measures that are counted from feeds, quarter by quarter; nobody owes a comment, so most rows have
-- none. A comment is about a quarter: a small count in any of its periods withholds the words with it.
with newest as (
    -- Where the lead of a measure changed, two may have written: the newer stands.
    select *
    from {{ ref('stg_comment_returns') }}
    qualify row_number() over (
        partition by measure_id, area_code, period
        order by returned_date desc, delivery_id desc
    ) = 1
),

behind as (
    select
        figures.measure_id,
        figures.area_code,
        quarters.period,
        quarters.period_start_date,
        quarters.period_end_date,
        arg_max(figures.status, figures.period_end_date) as status,
        min(least(
            nullif(figures.numerator, 0),
            nullif(figures.denominator, 0),
            case when figures.unit = 'percent' then nullif(figures.denominator - figures.numerator, 0) end
        )) as smallest_count
    from {{ ref('fct_measure_values') }} as figures
    inner join {{ ref('dim_periods') }} as quarters
        on
            quarters.cadence = 'quarter'
            and figures.period_end_date between quarters.period_start_date and quarters.period_end_date
    where figures.area_type = 'csp'
    group by
        figures.measure_id, figures.area_code, quarters.period, quarters.period_start_date, quarters.period_end_date
)

select
    behind.measure_id,
    behind.area_code,
    behind.period,
    behind.period_start_date,
    behind.period_end_date,
    coalesce(newest.return_state, 'none') as return_state,
    measures.disclosure_class,
    behind.status,
    behind.smallest_count,
    -- Words nobody signed are nobody's yet.
    case when newest.return_state = 'accepted' then newest.narrative end as narrative,
    case when newest.return_state = 'accepted' then newest.narrative_figure end as narrative_figure,
    newest.returned_by,
    newest.returned_date,
    newest.signed_by,
    newest.signed_date
from behind
inner join {{ ref('dim_measures') }} as measures using (measure_id)
left join newest using (measure_id, area_code, period)
where newest.measure_id is not null or (measures.source <> 'returned' and measures.status <> 'retired')
