-- Measures that CAS3's report of bookings gives, by quarter: stays that ended, and those that led to a settled home. A
-- cancelled booking is no stay, and who moved to another CAS3 bedspace has not ended theirs. What is not known is in
-- neither figure of the share: an outcome that is pending is not taken for a bad one. Landing keeps this area's alone.
{# The nDelius address type of CAS3 itself, in `address_types`. #}
{% set another_bedspace = 'A17' %}
with bookings as (
    select * from {{ ref('stg_cas3_bookings') }}
),

code_lists as (
    select * from {{ ref('code_lists') }}
),

spine as (
    select * from {{ ref('int_measure_spine') }}
),

expected_periods as (
    select * from {{ ref('stg_expected_periods') }}
),

outcomes as (
    -- A move is to an address of some type; whether that is settled is read from the type, as it is of supervision.
    select
        moves.code as move_on_category,
        moves.code_group as address_type,
        address_types.code_group as accommodation
    from code_lists as moves
    left join code_lists as address_types
        on address_types.list_name = 'address_types' and moves.code_group = address_types.code
    where moves.list_name = 'move_on_categories'
),

stays as (
    select
        bookings.period,
        bookings.end_month,
        outcomes.accommodation,
        not bookings.is_cancelled
        and bookings.end_month is not null
        and (outcomes.address_type is distinct from '{{ another_bedspace }}') as is_ended
    from bookings
    left join outcomes using (move_on_category)
),

counted as (
    select
        spine.measure_id,
        spine.area_code,
        spine.period,
        spine.feed_item,
        bool_and(expected_periods.is_due) as is_due,
        count(stays.is_ended) > 0 as is_supplied,
        {% set ended = 'stays.is_ended and stays.end_month between spine.period_start_date and spine.period_end_date' %}
        count(*) filter (where {{ ended }}) as ended_count,
        count(*) filter (
            where {{ ended }} and stays.accommodation in ('settled', 'not settled', 'in an institution')
        ) as known_count,
        count(*) filter (where {{ ended }} and stays.accommodation = 'settled') as settled_count
    from spine
    inner join expected_periods using (feed, period)
    left join stays using (period)
    where
        spine.source = 'bookings'
        -- Nobody but the partnership sees them, not even rounded: protection.sql.
        and not {{ is_public() | lower }}
    group by spine.measure_id, spine.area_code, spine.period, spine.feed_item
),

judged as (
    select
        *,
        feed_item = 'settled' as is_share,
        is_share and ended_count > 0 and known_count = 0 as is_all_pending
    from counted
)

select
    measure_id,
    area_code,
    period,
    case when is_supplied and not is_all_pending then if(is_share, settled_count, ended_count) end as numerator,
    case when is_supplied and is_share and not is_all_pending then known_count end as denominator,
    {{ given_status('is_supplied and not is_all_pending', status('observed'), 'is_due') }} as given_status,
    case
        when not is_supplied then 'no delivery for ' || period
        when is_all_pending then 'no outcome of the stays that ended is known yet'
    end as given_reason
from judged
