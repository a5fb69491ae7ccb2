-- One row per person, window and category the person counts in.
with people_in_treatment as (
    select * from {{ ref('int_treatment_windowed') }}
),

people_followed as (
    select * from {{ ref('int_treatment_followed') }}
),

categories_of_people as (
    select
        person_token,
        person_noise,
        csp_code,
        period,
        window_months,
        unnest([
            'all',
            case when is_new then 'new=yes' end,
            case when is_new_from_justice then 'new=from criminal justice' end,
            case when uses_opiates then 'substance=opiate' end,
            case when is_successful then 'exit=successful' end
        ]) as category
    from people_in_treatment
    union all
    select
        person_token,
        person_noise,
        csp_code,
        period,
        window_months,
        unnest([
            'earlier=all',
            case when is_not_back then 'exit=successful and not back' end
        ]) as category
    from people_followed
)

select
    person_token,
    person_noise,
    csp_code,
    period,
    window_months,
    category
from categories_of_people
where category is not null
