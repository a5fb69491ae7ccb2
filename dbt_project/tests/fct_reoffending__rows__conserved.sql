{{ config(meta={
    'table': 'fct_reoffending', 'owner': 'data engineer',
    'rationale': 'A cohort that is lost, or counted twice, changes the story of an area',
    'remedy': 'compare stg_proven_reoffending with fct_reoffending',
}) }}
-- Cohorts that were delivered and are not there, or are there and were not delivered. Returns them.
(
    select cohort, geography, category, age_group from {{ ref('stg_proven_reoffending') }}
    except
    select cohort, geography, category, age_group from {{ ref('fct_reoffending') }} where status <> 'not supplied'
)
union all
(
    select cohort, geography, category, age_group from {{ ref('fct_reoffending') }} where status <> 'not supplied'
    except
    select cohort, geography, category, age_group from {{ ref('stg_proven_reoffending') }}
)
