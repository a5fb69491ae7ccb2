-- Recorded crime by area of the comparison: each partnership of the comparators' force by its name, the force as the sum of
-- all its rows, and the country as the sum of its forces. Where a force has a table by partnership, that one speaks for it.
with listed as (
    select published_name, area_kind, force_name, 
        unnest(list_concat([published_name], string_split(coalesce(also_spelt, ''), ';'))) as spelling
    from {{ ref('sna_comparators') }}
    where area_kind not in ('force', 'country')
),

spelt as (
    select published_name, area_kind, force_name, {{ plain_name('spelling') }} as plain_name
    from listed
    where spelling <> ''
),

whole as (
    select *
    from {{ ref('int_recorded_crime_newest') }}
    where offence_group <> 'Fraud offences'
    qualify table_part = min(table_part) over (partition by financial_year, force_name)
)

select
    coalesce(spelt.published_name, whole.csp_name) as area_name,
    coalesce(spelt.area_kind, 'not listed') as area_kind,
    whole.*
from whole
left join spelt on whole.force_name = spelt.force_name and {{ plain_name('whole.csp_name') }} = spelt.plain_name
where
    whole.csp_name is not null
    and whole.force_name in (select force_name from {{ ref('sna_comparators') }} where area_kind = 'force')

union all

select comparators.published_name, 'force', whole.*
from whole
inner join {{ ref('sna_comparators') }} as comparators using (force_name)
where comparators.area_kind = 'force'

union all

select comparators.published_name, 'country', whole.*
from whole
cross join {{ ref('sna_comparators') }} as comparators
where
    comparators.area_kind = 'country'
    and whole.force_name not in ('Dyfed-Powys', 'Gwent', 'North Wales', 'South Wales', 'British Transport Police')
