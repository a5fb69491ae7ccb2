-- Why rows were set aside: faults of a file by rule, and rows left out by right, because a person has not consented.
select
    feed,
    rule_id,
    meaning,
    if(is_fault, 'fault', 'no consent') as reason,
    disclosure_class,
    if(row_count > 0, 'observed', 'true zero') as status,
    row_count
from {{ ref('stg_broken_rules') }}
