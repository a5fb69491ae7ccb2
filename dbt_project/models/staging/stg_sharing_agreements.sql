with source as (
    select * from {{ source('partnership', 'sharing_agreements') }}
)

select
    agreement_id,
    first_cohort,
    second_cohort,
    purpose_key,
    agreed_on,
    ends_on,
    source
from source
