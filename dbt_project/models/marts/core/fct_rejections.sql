-- Why rows were set aside: faults of a file by rule, and rows left out by right, because a person has not consented.
with broken_rules as (
    select * from {{ ref('stg_broken_rules') }}
)

select
    feed,
    rule_id,
    meaning,
    if(is_fault, {{ rejection_reason('fault') }}, {{ rejection_reason('no consent') }}) as reason,
    disclosure_class,
    if(row_count > 0, {{ status('observed') }}, {{ status('true zero') }}) as status,
    row_count
from broken_rules
