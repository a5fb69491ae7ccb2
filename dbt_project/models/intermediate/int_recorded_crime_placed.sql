-- Recorded crime by area of the comparison: each partnership of the comparators' force by its name, the force as the
-- sum of all its rows, and the country as the sum of its forces. Where a force has a table by partnership, that one
-- speaks for it.
with comparators as (
    select * from {{ ref('stg_sna_comparators') }}
),

recorded_crime as (
    select * from {{ ref('int_recorded_crime_newest') }}
),

spellings as (
    select
        published_name,
        area_kind,
        force_name,
        unnest(list_concat([published_name], string_split(coalesce(also_spelt, ''), ';'))) as spelling
    from comparators
    where area_kind not in ('force', 'country', {{ kinds_without_crime() }})
),

partnerships as (
    select
        published_name,
        area_kind,
        force_name,
        {{ plain_name('spelling') }} as plain_name
    from spellings
    where spelling <> ''
),

all_but_fraud as (
    select *
    from recorded_crime
    where offence_group <> 'Fraud offences'
    qualify table_part = min(table_part) over (partition by financial_year, force_name)
),

forces as (
    select
        published_name,
        force_name
    from comparators
    where area_kind = 'force'
),

countries as (
    select published_name
    from comparators
    where area_kind = 'country'
)

select
    coalesce(partnerships.published_name, all_but_fraud.csp_name) as area_name,
    coalesce(partnerships.area_kind, 'not listed') as area_kind,
    all_but_fraud.*
from all_but_fraud
left join partnerships
    on
        all_but_fraud.force_name = partnerships.force_name
        and {{ plain_name('all_but_fraud.csp_name') }} = partnerships.plain_name
where
    all_but_fraud.csp_name is not null
    and all_but_fraud.force_name in (select forces.force_name from forces)
union all
select
    forces.published_name as area_name,
    'force' as area_kind,
    all_but_fraud.*
from all_but_fraud
inner join forces using (force_name)
union all
select
    countries.published_name as area_name,
    'country' as area_kind,
    all_but_fraud.*
from all_but_fraud
cross join countries
where all_but_fraud.force_name not in ({{ other_forces() }})
