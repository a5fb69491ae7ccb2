-- The categories of each measure, one per row: those of its numerator and, for percentages, of its denominator.
-- A returned measure has none, nor has one that a feed gives as such: there is nothing to count one by one.
with measures as (
    select * from {{ ref('int_measures_defined') }}
),

counted_measures as (
    select *
    from measures
    where source <> 'returned' and feed_item is null
)

select
    measure_id,
    source,
    'numerator' as side,
    {{ split_values('numerator') }} as category
from counted_measures
union all
select
    measure_id,
    source,
    'denominator' as side,
    {{ split_values('denominator') }} as category
from counted_measures
where unit = 'percent'
