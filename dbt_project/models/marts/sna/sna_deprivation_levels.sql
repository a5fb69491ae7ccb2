-- Crime and anti-social behaviour of the newest twelve months by the deprivation of the small area it lies in. The index itself
-- holds a domain of crime, so its deciles say where crime lies and not why; income deprivation has no crime in it. Each
-- edition stands on its own vintage: a small area that was split is counted in none of its halves.
with placed as (
    select edition, area_vintage, lsoa_code as area_code,
        unnest(
            [
                {'domain': 'multiple deprivation', 'decile': imd_decile},
                {'domain': 'income', 'decile': income_decile}
            ],
            recursive := true
        )
    from {{ ref('dim_deprivation') }}
    where is_of_vintage
),

levels as (
    select *
    from {{ ref('fct_levels') }}
    where area_type = 'lsoa' and level = 'all' and pattern = '12 months' and is_newest
),

spine as (
    select *
    from (select distinct edition, area_vintage, domain from placed)
    cross join (select unnest(range(1, 11)) as decile)
    cross join (select distinct subject, period, period_start_date, period_end_date from levels)
),

summed as (
    select placed.edition, placed.domain, placed.decile, levels.subject,
        count(*) as small_area_count,
        count(levels.numerator) as counted_areas,
        count(levels.residents) as peopled_areas,
        sum(levels.numerator) as numerator,
        sum(levels.residents) as residents,
        min(levels.status) filter (where levels.numerator is null) as status,
        min(levels.status_reason) filter (where levels.numerator is null) as status_reason
    from placed
    inner join levels using (area_code)
    group by all
),

judged as (
    select spine.*,
        cast(coalesce(summed.small_area_count, 0) as bigint) as small_area_count,
        summed.small_area_count - summed.counted_areas as silent_areas,
        summed.small_area_count - summed.peopled_areas as unpeopled_areas,
        case when silent_areas = 0 then cast(summed.numerator as bigint) end as numerator,
        case when silent_areas = 0 and unpeopled_areas = 0 then cast(summed.residents as bigint) end as residents,
        case
            when summed.small_area_count is null then 'not applicable'
            when silent_areas > 0 then summed.status
            when summed.numerator = 0 then 'true zero'
            else 'observed'
        end as status,
        summed.status_reason
    from spine
    left join summed using (edition, domain, decile, subject)
)

select
    edition, area_vintage, domain, decile, subject, period, period_start_date, period_end_date, small_area_count, numerator,
    residents, {{ measure_value("'rate_per_1000'", 'numerator', 'residents') }} as rate_per_1000, status,
    case
        when small_area_count = 0 then 'no small area of the partnership lies in this decile'
        when silent_areas > 0 then silent_areas || ' of ' || small_area_count || ' small areas have no figure: ' || status_reason
        when unpeopled_areas > 0 then 'no rate: ' || unpeopled_areas || ' small areas have no estimate of residents'
    end as status_reason
from judged
