-- Areas of one kind in order of their newest twelve months, by volume and by rate. No rank is given where a month is
-- missing, and none by rate where nobody lives.
with area_years as (
    select * from {{ ref('fct_area_years') }}
)

select
    measure_id,
    area_type,
    area_code,
    area_name,
    period_from,
    period_to,
    disclosure_class,
    numerator,
    residents as denominator,
    {{ measure_value("'rate_per_1000'", 'numerator', 'residents') }} as rate_per_1000,
    case
        when numerator is not null
            then rank() over (among_alike order by numerator desc nulls last)
    end as rank_by_count,
    case
        when numerator is not null and residents > 0
            then rank() over (among_alike order by numerator / nullif(residents, 0) desc nulls last)
    end as rank_by_rate,
    status,
    left_out_count,
    left_out_reason
from area_years
where area_type in ('ward', 'lsoa')
window among_alike as (partition by measure_id, area_type)
