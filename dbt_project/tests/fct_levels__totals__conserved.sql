{{ config(meta={
    'table': 'fct_levels', 'owner': 'data engineer',
    'rationale': 'Levels of all categories, slots and small areas must add up to the incidents that made them',
    'remedy': 'follow the rows returned back through int_levels_windowed and int_incidents_counted',
}) }}
-- Every stretch's total against the incidents themselves; types, codes and slots against the total; small areas, and wards
-- where each of them has a figure, against the incidents that have a place. Returns stretches that differ. Codes and groups are left out where the feed has none.
with incidents as (
    select levels.subject, levels.pattern, levels.period, levels.numerator,
        count(*) filter (where incidents.csp_code is not null) as all_count,
        count(incidents.lsoa_code) as placed_count,
        count(incidents.ward_code) as warded_count,
        count(incidents.incident_type) as typed_count,
        count(incidents.offence_code) as coded_count
    from {{ ref('fct_levels') }} as levels
    inner join {{ ref('fct_incidents') }} as incidents
        on
            levels.subject = incidents.subject
            and incidents.month_start_date between levels.period_start_date and levels.period_end_date
    where levels.area_type = 'csp' and levels.level = 'all' and levels.slot = 'all' and levels.numerator is not null
    group by all
),

summed as (
    select subject, pattern, period, area_type, level, sum(numerator) as level_sum, count(*) = count(numerator) as is_whole
    from {{ ref('fct_levels') }}
    where slot = 'all'
    group by all
),

slots as (
    select subject, pattern, period, period_start_date, sum(numerator) as slot_sum
    from {{ ref('fct_levels') }}
    where level = 'all' and pattern in ('weekday', 'hour')
    group by all
)

select subject, pattern, period, area_type, level, level_sum
from summed
inner join incidents using (subject, pattern, period)
where level_sum <> case
    when area_type = 'lsoa' then case when level = 'all' then placed_count end
    when area_type = 'ward' then case when level = 'all' and is_whole then warded_count end
    when area_type = 'csp' then case level
        when 'all' then all_count when 'type' then typed_count else coded_count
    end
end
union all
select slots.subject, slots.pattern, slots.period, 'csp', 'all', slots.slot_sum
from slots
inner join incidents on slots.subject = incidents.subject and slots.period = incidents.period
where incidents.pattern = '12 months' and slots.slot_sum <> incidents.all_count
