-- Breaks that are true everywhere, and those of this partnership's own series.
with national_breaks as (
    select * from {{ ref('measure_breaks') }}
),

breaks_stated as (
    select * from {{ ref('stg_measure_breaks') }}
)

select * from national_breaks
union all by name
select * from breaks_stated
