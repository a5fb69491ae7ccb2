-- Which rule of a feed's contract set aside how many rows, in words; consent apart from faults.
with rejections as (
    select * from {{ ref('fct_rejections') }}
)

select
    feed,
    rule_id,
    meaning,
    reason,
    {{ feed_class('feed', 'disclosure_class') }} as disclosure_class,
    status,
    cast(row_count as bigint) as row_count
from rejections
