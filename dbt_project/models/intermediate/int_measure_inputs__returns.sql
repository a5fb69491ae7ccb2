-- What came back for every returned measure, area and quarter that should have a value, and what became of it. Each lead
-- answers alone: one lead who is late shows, though the quarter's other returns are here. Only an accepted figure counts;
-- nothing is carried forward. A measure that two leads returned for one quarter is nobody's until they agree.
with returned as (
    select
        rows.measure_id,
        rows.area_code,
        rows.period,
        case when count(*) > 1 then 'queried' else min(rows.return_state) end as return_state,
        count(*) > 1 as is_contradicted,
        {% for column in ['numerator', 'denominator', 'no_figure_reason', 'narrative', 'narrative_numerator',
            'returned_by', 'returned_date', 'signed_by', 'signed_date'] -%}
        case when count(*) = 1 then min(rows.{{ column }}) end as {{ column }},
        {% endfor -%}
        bool_or(deliveries.is_revised) as is_revised,
        max(deliveries.version) as version,
        max(deliveries.received_on) as received_on
    from {{ ref('stg_measure_returns') }} as rows
    inner join {{ ref('stg_deliveries') }} as deliveries
        on deliveries.feed = 'measure_returns' and rows.delivery_id = deliveries.delivery_id
    group by rows.measure_id, rows.area_code, rows.period
)

select
    spine.measure_id,
    spine.area_code,
    spine.period,
    expected.due_date,
    coalesce(returned.return_state, case when expected.is_due then 'late' else 'due' end) as return_state,
    case when returned.return_state = 'accepted' then returned.numerator end as numerator,
    case when returned.return_state = 'accepted' then returned.denominator end as denominator,
    case
        when returned.return_state = 'queried' then 'queried'
        when returned.return_state is null and not expected.is_due then 'not yet due'
        when
            returned.return_state = 'accepted' and returned.numerator is not null
            and (spine.unit not in ('percent', 'mean') or returned.denominator is not null)
            then 'observed'
        else 'not supplied'
    end as status,
    case
        when returned.is_contradicted then 'two leads returned the measure'
        when returned.return_state = 'queried' then 'the return was queried'
        when returned.return_state = 'returned' then 'returned, and not signed off yet'
        when returned.return_state is null then 'no return for ' || spine.period
        when returned.numerator is null then 'the lead returned that there is no figure'
        when spine.unit in ('percent', 'mean') and returned.denominator is null then 'returned without its denominator'
    end as status_reason,
    returned.no_figure_reason,
    -- Words nobody signed are nobody's yet.
    case when returned.return_state = 'accepted' then returned.narrative end as narrative,
    -- Words about another figure than the one that counts are stale.
    returned.return_state = 'accepted' and returned.narrative is not null
        and returned.narrative_numerator is distinct from returned.numerator as is_narrative_stale,
    returned.returned_by,
    returned.returned_date,
    returned.signed_by,
    returned.signed_date,
    cast(returned.version as integer) as version,
    coalesce(returned.is_revised, false) as is_revised,
    returned.received_on
from {{ ref('int_measure_spine') }} as spine
inner join {{ ref('stg_expected_periods') }} as expected using (feed, period)
left join returned using (measure_id, area_code, period)
where spine.source = 'returned'
