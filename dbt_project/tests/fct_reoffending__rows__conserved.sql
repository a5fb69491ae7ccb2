{{ config(meta={
    'table': 'fct_reoffending', 'owner': 'data engineer',
    'rationale': 'A cohort that is lost, or counted twice, changes the story of an area',
    'remedy': 'compare stg_proven_reoffending with fct_reoffending',
}) }}
-- Cohorts that were delivered and are not there, or are there and were not delivered. Returns them.
with proven_reoffending as (
    select * from {{ ref('stg_proven_reoffending') }}
),

reoffending as (
    select * from {{ ref('fct_reoffending') }}
),

delivered as (
    select
        cohort,
        geography,
        category,
        age_group
    from proven_reoffending
),

published as (
    select
        cohort,
        geography,
        category,
        age_group
    from reoffending
    where status <> {{ status('not supplied') }}
),

lost as (
    select * from delivered
    except
    select * from published
),

invented as (
    select * from published
    except
    select * from delivered
)

select * from lost
union all
select * from invented
