{{ config(meta={
    'table': 'stg_grant_returns', 'owner': 'partnership analyst',
    'rationale': 'Spend of a grant that is not listed, or does not run, would vanish without a word',
    'remedy': 'correct the grant or its days in seeds/grants.csv, or send the quarter again without it',
}) }}
-- Returned spend that has no place: no such grant, or not in that quarter.
select rows.grant_id, rows.period
from {{ ref('stg_grant_returns') }} as rows
left join {{ ref('fct_grants') }} as grants using (grant_id, period)
where grants.grant_id is null
