-- Cohorts of proven reoffending as the newest delivery has them, and which are of the area itself: by its name, or as
-- the partnership says that publishers spell it, for the layout has no codes.
with proven_reoffending as (
    select * from {{ ref('stg_proven_reoffending') }}
),

settings as (
    select * from {{ ref('stg_build_settings') }}
),

home_codes as (
    select * from {{ ref('int_home_codes') }}
),

comparators as (
    select * from {{ ref('stg_sna_comparators') }}
),

spellings as (
    select area_name as spelling
    from settings
    union all
    select unnest(list_concat([comparators.published_name], string_split(coalesce(comparators.also_spelt, ''), ';')))
    from comparators
    inner join home_codes using (area_code)
),

cohorts as (
    select
        proven_reoffending.*,
        {{ plain_name('proven_reoffending.geography') }} in (
            select {{ plain_name('spellings.spelling') }}
            from spellings
        ) as is_home,
        right(trim(proven_reoffending.cohort), 4) as cohort_year,
        try_strptime(
            regexp_extract(proven_reoffending.cohort, '([A-Z][a-z]{2})[a-z]* \d{4}\s*$', 1)
            || right(trim(proven_reoffending.cohort), 4),
            '%b%Y'
        ) as last_month
    from proven_reoffending
)

select
    delivery_id,
    cohort,
    cohort_year,
    last_month,
    geography,
    category,
    age_group,
    is_home,
    offender_count,
    reoffender_count,
    reoffence_count,
    {{ cohort_status('offender_count', 'reoffender_count') }} as status
from cohorts
qualify row_number() over (
    partition by cohort, geography, category, age_group
    order by period desc, delivery_id desc
) = 1
