-- What came back for every returned measure, area and quarter that should have a value, and what became of it. Each
-- lead answers alone: one lead who is late shows, though the quarter's other returns are here. Only an accepted figure
-- counts; nothing is carried forward. A measure that two leads returned for one quarter is nobody's until they agree.
-- What is returned of a measure that a feed gives is a check: nobody was asked for it, and it is no figure.
with returned_rows as (
    select * from {{ ref('stg_measure_returns') }}
),

deliveries as (
    select * from {{ ref('stg_deliveries') }}
),

spine as (
    select * from {{ ref('int_measure_spine') }}
),

expected_periods as (
    select * from {{ ref('stg_expected_periods') }}
),

measures as (
    select * from {{ ref('int_measures_defined') }}
),

returns as (
    select
        returned_rows.measure_id,
        returned_rows.area_code,
        returned_rows.period,
        case
            when count(*) > 1 then {{ return_state('queried') }}
            else min(returned_rows.return_state)
        end as return_state,
        count(*) > 1 as is_contradicted,
        {% for column in [
            'numerator',
            'denominator',
            'no_figure_reason',
            'narrative',
            'narrative_numerator',
            'returned_by',
            'returned_date',
            'signed_by',
            'signed_date',
        ] %}
            case when count(*) = 1 then min(returned_rows.{{ column }}) end as {{ column }},
        {% endfor %}
        bool_or(deliveries.is_revised) as is_revised,
        max(deliveries.version) as version,
        max(deliveries.received_on) as received_on
    from returned_rows
    inner join deliveries
        on deliveries.feed = 'measure_returns' and returned_rows.delivery_id = deliveries.delivery_id
    group by returned_rows.measure_id, returned_rows.area_code, returned_rows.period
),

rows_of_returns as (
    select
        measure_id,
        area_code,
        period,
        unit,
        false as is_check
    from spine
    where source = 'returned'
    union all
    select
        returns.measure_id,
        returns.area_code,
        returns.period,
        measures.unit,
        true as is_check
    from returns
    inner join measures using (measure_id)
    where measures.feed_item is not null
),

awaited as (
    select
        rows_of_returns.measure_id,
        rows_of_returns.area_code,
        rows_of_returns.period,
        rows_of_returns.is_check,
        expected_periods.due_date,
        expected_periods.is_due,
        rows_of_returns.unit in ('percent', 'mean') as needs_denominator,
        coalesce(returns.return_state = {{ return_state('accepted') }}, false) as is_accepted,
        returns.return_state,
        returns.is_contradicted,
        returns.numerator,
        returns.denominator,
        returns.no_figure_reason,
        returns.narrative,
        returns.narrative_numerator,
        returns.returned_by,
        returns.returned_date,
        returns.signed_by,
        returns.signed_date,
        returns.is_revised,
        returns.version,
        returns.received_on
    from rows_of_returns
    left join returns using (measure_id, area_code, period)
    inner join expected_periods
        on expected_periods.feed = 'measure_returns' and rows_of_returns.period = expected_periods.period
)

select
    awaited.measure_id,
    awaited.area_code,
    awaited.period,
    awaited.is_check,
    awaited.due_date,
    coalesce(
        awaited.return_state,
        case when awaited.is_due then {{ return_state('late') }} else {{ return_state('due') }} end
    ) as return_state,
    case when awaited.is_accepted then awaited.numerator end as numerator,
    case when awaited.is_accepted then awaited.denominator end as denominator,
    case
        when awaited.return_state = {{ return_state('queried') }} then {{ status('queried') }}
        when awaited.return_state is null and not awaited.is_due then {{ status('not yet due') }}
        when
            awaited.is_accepted
            and awaited.numerator is not null
            and (not awaited.needs_denominator or awaited.denominator is not null)
            then {{ status('observed') }}
        else {{ status('not supplied') }}
    end as status,
    case
        when awaited.is_contradicted then 'two leads returned the measure'
        when awaited.return_state = {{ return_state('queried') }} then 'the return was queried'
        when awaited.return_state = {{ return_state('returned') }} then 'returned, and not signed off yet'
        when awaited.return_state is null then 'no return for ' || awaited.period
        when awaited.numerator is null then 'the lead returned that there is no figure'
        when awaited.needs_denominator and awaited.denominator is null then 'returned without its denominator'
    end as status_reason,
    awaited.no_figure_reason,
    -- Words nobody signed are nobody's yet.
    case when awaited.is_accepted then awaited.narrative end as narrative,
    -- Words about another figure than the one that counts are stale.
    awaited.is_accepted
    and awaited.narrative is not null
    and (awaited.narrative_numerator is distinct from awaited.numerator) as is_narrative_stale,
    awaited.returned_by,
    awaited.returned_date,
    awaited.signed_by,
    awaited.signed_date,
    cast(awaited.version as integer) as version,
    coalesce(awaited.is_revised, false) as is_revised,
    awaited.received_on
from awaited
