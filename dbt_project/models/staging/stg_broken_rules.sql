with source as (
    select * from {{ source('build', 'broken_rules') }}
)

select
    feed,
    rule_id,
    meaning,
    is_fault,
    disclosure_class,
    row_count
from source
