{{ config(meta={
    'table': 'fct_stop_and_search', 'owner': 'data engineer',
    'rationale': 'Every search counts once in its month, its object and its outcome',
    'remedy': 'compare stg_stop_and_search with fct_stop_and_search for the force and month named',
}) }}
-- Staged searches of each force and month of local time against the totals, and against objects and outcomes added up.
with stop_and_search as (
    select * from {{ ref('stg_stop_and_search') }}
),

searches_counted as (
    select * from {{ ref('fct_stop_and_search') }}
),

staged as (
    select
        force_slug,
        month as period,
        count(*) as row_count
    from stop_and_search
    group by all
),

counted as (
    select
        force_slug,
        period,
        sum(numerator) filter (where object_of_search = 'all' and outcome = 'all') as total,
        sum(numerator) filter (
            where object_of_search <> 'all' and outcome not in ('all', 'any but no further action')
        ) as added_up
    from searches_counted
    where pattern = 'month'
    group by all
)

select
    staged.force_slug,
    staged.period,
    staged.row_count,
    counted.total,
    counted.added_up
from staged
left join counted on staged.force_slug = counted.force_slug and staged.period = counted.period
where
    staged.row_count is distinct from counted.total
    or staged.row_count is distinct from counted.added_up
