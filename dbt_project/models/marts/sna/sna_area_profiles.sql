-- Each area beside the partnership as a whole: the newest twelve months of every measure that is counted monthly.
select
    profile.area_code,
    profile.area_name,
    profile.area_type,
    profile.measure_id,
    profile.period_from,
    profile.period_to,
    profile.disclosure_class,
    profile.numerator,
    profile.residents as denominator,
    {{ measure_value("'rate_per_1000'", 'profile.numerator', 'profile.residents') }} as rate_per_1000,
    whole.numerator as csp_numerator,
    {{ measure_value("'rate_per_1000'", 'whole.numerator', 'whole.residents') }} as csp_rate_per_1000,
    profile.population_year,
    profile.status
from {{ ref('fct_area_years') }} as profile
left join {{ ref('fct_area_years') }} as whole
    on profile.measure_id = whole.measure_id and profile.csp_code = whole.area_code
where profile.area_type in ('csp', 'ward')
