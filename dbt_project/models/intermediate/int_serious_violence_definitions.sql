-- What counts as serious violence: by the national definitions, and by those of the partnership's own.
with national_definitions as (
    select * from {{ ref('serious_violence_definitions') }}
),

own_definitions as (
    select * from {{ ref('stg_violence_definitions') }}
)

select * from national_definitions
union all by name
select * from own_definitions
