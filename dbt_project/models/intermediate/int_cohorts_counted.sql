-- Who the people are, by the characteristics their feeds know. The crime feed names no victim: victims are crimes, and a blank is
-- no victim as well as one of whom nothing is known. People under supervision and in treatment are people, each counted once.
with victims as (
    select 'victims' as cohort, windows.period,
        unnest([
            {'characteristic': 'age band and sex', 'answer': incidents.victim_age_band || ', ' || incidents.victim_sex},
            {'characteristic': 'age band', 'answer': incidents.victim_age_band},
            {'characteristic': 'sex', 'answer': incidents.victim_sex}
        ], recursive := true)
    from {{ ref('int_windows_covered') }} as windows
    inner join {{ ref('int_incidents_located') }} as incidents
        on incidents.subject = 'crime' and incidents.month_start_date between windows.from_month and windows.to_month
    where windows.subject = 'crime' and windows.pattern = '12 months' and windows.is_anchor and windows.is_supplied
        and incidents.csp_code is not null
),

supervised as (
    -- A person with several rows answers once: the newest age band and sex, any requirement of the three.
    select person_token, period,
        {{ newest('age_band', 'sentence_month') }} as age_band,
        {{ newest('gender', 'sentence_month') }} as gender,
        bool_or(requirement = 'DRR') as has_drug, bool_or(requirement = 'ATR') as has_alcohol,
        bool_or(requirement = 'MHTR') as has_mental_health
    from {{ ref('stg_probation_supervision') }}
    group by person_token, period
),

caseload as (
    select 'people under supervision' as cohort, people.period, unnest([
        {'characteristic': 'age band and sex', 'answer': supervised.age_band || ', ' || supervised.gender},
        {'characteristic': 'age band', 'answer': supervised.age_band},
        {'characteristic': 'sex', 'answer': supervised.gender},
        {'characteristic': 'risk of serious harm', 'answer': case when people.has_risk
            then if(people.is_high_risk, 'high or very high', 'low or medium') end},
        {'characteristic': 'accommodation', 'answer': nullif(people.accommodation, 'not known')},
        {'characteristic': 'employment', 'answer': nullif(people.employment, 'not known')},
        {'characteristic': 'drug treatment required', 'answer': if(supervised.has_drug, 'yes', 'no')},
        {'characteristic': 'alcohol treatment required', 'answer': if(supervised.has_alcohol, 'yes', 'no')},
        {'characteristic': 'mental health treatment required', 'answer': if(supervised.has_mental_health, 'yes', 'no')}
    ], recursive := true)
    from {{ ref('int_supervision_deduplicated') }} as people
    inner join supervised using (person_token, period)
    where people.csp_code is not null
),

whole_years as (
    -- Twelve months of treatment need four supplied quarters: fewer would show as a fall, or a rise out of nothing.
    select ends.period
    from {{ ref('int_feeds_covered') }} as ends
    inner join {{ ref('int_feeds_covered') }} as quarters
        on
            ends.feed = quarters.feed
            and quarters.period_end_date <= ends.period_end_date
            and quarters.period_end_date > ends.period_end_date - interval 12 month
    where ends.feed = 'substance_treatment' and quarters.coverage_status = 'supplied'
    group by ends.period
    having count(*) = 4
),

treated as (
    select 'people in treatment' as cohort, period, unnest([
        {'characteristic': 'all', 'answer': 'all'},
        {'characteristic': 'need', 'answer': case when uses_opiates then 'opiate' end},
        {'characteristic': 'need', 'answer': case when uses_alcohol then 'alcohol' end}
    ], recursive := true)
    from {{ ref('int_treatment_windowed') }}
    inner join whole_years using (period)
    where csp_code in (select area_code from {{ ref('int_areas_listed') }} where area_type = 'csp')
)

select cohort, characteristic, period, count(*) as person_count,
    coalesce(answer, if(cohort = 'victims', 'no victim, or not known', 'not known')) as answer
from (
    select cohort, characteristic, answer, period from victims
    union all
    select cohort, characteristic, answer, period from caseload
    union all
    select cohort, characteristic, answer, period from treated where answer is not null
) group by all
