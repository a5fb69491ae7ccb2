{{ config(meta={
    'table': 'stg_grant_returns', 'owner': 'partnership analyst',
    'rationale': 'Spend of a grant that is not listed, or does not run, would vanish without a word',
    'remedy': 'correct the grant or its days in partnership/grants.csv, or send the quarter again without it',
}) }}
-- Returned spend that has no place: no such grant, or not in that quarter.
with grant_returns as (
    select * from {{ ref('stg_grant_returns') }}
),

grants as (
    select * from {{ ref('fct_grants') }}
)

select
    grant_returns.grant_id,
    grant_returns.period
from grant_returns
left join grants on grant_returns.grant_id = grants.grant_id and grant_returns.period = grants.period
where grants.grant_id is null
