{{ config(meta={
    'table': 'fct_levels', 'owner': 'data engineer',
    'rationale': 'Levels of all categories, slots and small areas must add up to the incidents that made them',
    'remedy': 'follow the rows returned back through int_levels_windowed and int_incidents_counted',
}) }}
-- Every stretch's total against the incidents themselves; types, codes and slots against the total; small areas, and
-- wards where each of them has a figure, against the incidents that have a place. Returns stretches that differ. Codes
-- and groups are left out where the feed has none.
with levels as not materialized (
    -- Read more than once: DuckDB would copy the whole table first.
    select * from {{ ref('fct_levels') }}
),

incidents as (
    select * from {{ ref('fct_incidents') }}
),

incidents_counted as (
    select
        levels.subject,
        levels.pattern,
        levels.period,
        levels.numerator,
        count(*) filter (where incidents.csp_code is not null) as all_count,
        count(incidents.lsoa_code) as placed_count,
        count(incidents.ward_code) as warded_count,
        count(incidents.incident_type) as typed_count,
        count(incidents.offence_code) as coded_count
    from levels
    inner join incidents
        on
            levels.subject = incidents.subject
            and incidents.month_start_date between levels.period_start_date and levels.period_end_date
    where
        levels.area_type = 'csp'
        and levels.level = 'all'
        and levels.slot = 'all'
        and levels.numerator is not null
    group by all
),

levels_summed as (
    select
        subject,
        pattern,
        period,
        area_type,
        level,
        sum(numerator) as level_sum,
        count(*) = count(numerator) as is_whole
    from levels
    where slot = 'all'
    group by all
),

slots_summed as (
    select
        subject,
        pattern,
        period,
        period_start_date,
        sum(numerator) as slot_sum
    from levels
    where level = 'all' and pattern in ('weekday', 'hour')
    group by all
),

levels_compared as (
    select
        levels_summed.*,
        case
            when levels_summed.area_type = 'csp' and levels_summed.level = 'all' then incidents_counted.all_count
            when levels_summed.area_type = 'csp' and levels_summed.level = 'type' then incidents_counted.typed_count
            when levels_summed.area_type = 'csp' then incidents_counted.coded_count
            when levels_summed.area_type = 'lsoa' and levels_summed.level = 'all' then incidents_counted.placed_count
            when levels_summed.area_type = 'ward' and levels_summed.level = 'all' and levels_summed.is_whole
                then incidents_counted.warded_count
        end as incident_count
    from levels_summed
    inner join incidents_counted using (subject, pattern, period)
)

select
    subject,
    pattern,
    period,
    area_type,
    level,
    level_sum
from levels_compared
where level_sum <> incident_count
union all
select
    slots_summed.subject,
    slots_summed.pattern,
    slots_summed.period,
    'csp' as area_type,
    'all' as level,
    slots_summed.slot_sum as level_sum
from slots_summed
inner join incidents_counted
    on
        slots_summed.subject = incidents_counted.subject
        and slots_summed.period = incidents_counted.period
where
    incidents_counted.pattern = '12 months'
    and slots_summed.slot_sum <> incidents_counted.all_count
