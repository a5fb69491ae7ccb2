-- One row per person, quarter and category the person counts in.
with listed as (
    select
        person_token,
        csp_code,
        period,
        unnest([
            'all',
            case when is_new then 'new=yes' end,
            case when is_new_from_justice then 'new=from criminal justice' end,
            case when uses_opiates then 'substance=opiate' end,
            case when is_successful then 'exit=successful' end
        ]) as category
    from {{ ref('int_treatment_windowed') }}
    union all
    select
        person_token,
        csp_code,
        period,
        unnest(['earlier=all', case when is_not_back then 'exit=successful and not back' end])
    from {{ ref('int_treatment_followed') }}
)

select person_token, csp_code, period, category
from listed
where category is not null
