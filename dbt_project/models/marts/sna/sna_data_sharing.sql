-- Who shared what under the Crime and Disorder (Prescribed Information) Regulations 2007, for which period, in time or
-- not.
with data_sharing as (
    select * from {{ ref('fct_data_sharing') }}
)

select
    item_id,
    authority,
    item,
    provision,
    feed,
    missing_parts,
    information_period,
    period_start_date,
    period_end_date,
    due_date,
    supplied_count,
    expected_count,
    records_from_date,
    complete_since_date,
    accepted_count,
    sharing_status
from data_sharing
