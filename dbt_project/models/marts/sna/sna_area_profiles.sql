-- Each area beside the partnership as a whole: the newest twelve months of every measure that is counted monthly.
with area_years as (
    select * from {{ ref('fct_area_years') }}
)

select
    profiles.area_code,
    profiles.area_name,
    profiles.area_type,
    profiles.measure_id,
    profiles.period_from,
    profiles.period_to,
    profiles.disclosure_class,
    profiles.numerator,
    profiles.residents as denominator,
    {{ measure_value("'rate_per_1000'", 'profiles.numerator', 'profiles.residents') }} as rate_per_1000,
    partnerships.numerator as csp_numerator,
    {{ measure_value("'rate_per_1000'", 'partnerships.numerator', 'partnerships.residents') }} as csp_rate_per_1000,
    profiles.population_year,
    profiles.status,
    profiles.left_out_count,
    profiles.left_out_reason
from area_years as profiles
left join area_years as partnerships
    on profiles.measure_id = partnerships.measure_id and profiles.csp_code = partnerships.area_code
where profiles.area_type in ('csp', 'ward')
