-- Every line of every grant in every financial year. A source may name one amount with several years and leave open
-- whether each year has it: `grant_amounts` of the settings says how all such amounts are read.
with grants as (
    select * from {{ ref('stg_grants') }}
),

build_settings as (
    select * from {{ ref('stg_build_settings') }}
)

select
    grants.*,
    build_settings.grant_amounts as reading,
    grants.years_of_amount > 1 as is_read,
    make_date(cast(left(grants.financial_year, 4) as integer), 4, 1) as year_start_date,
    case
        when build_settings.grant_amounts = 'whole term' then grants.amount_pounds / grants.years_of_amount
        else grants.amount_pounds
    end as allocation_pounds
from grants
cross join build_settings
