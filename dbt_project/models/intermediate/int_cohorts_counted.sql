-- Who the people are, by the characteristics their feeds know. The crime feed names no victim: victims are crimes, and
-- a blank is no victim as well as one of whom nothing is known. People under supervision and in treatment are people,
-- each counted once.
with windows as (
    select * from {{ ref('int_windows_covered') }}
),

incidents as (
    select * from {{ ref('int_incidents_located') }}
),

supervision as (
    select * from {{ ref('stg_probation_supervision') }}
),

people as (
    select * from {{ ref('int_supervision_deduplicated') }}
),

feeds as (
    select * from {{ ref('int_feeds_covered') }}
),

treatment as (
    select * from {{ ref('int_treatment_windowed') }}
),

areas as (
    select * from {{ ref('int_areas_listed') }}
),

victim_answers as (
    select
        'victims' as cohort,
        windows.period,
        incidents.incident_noise as noise,
        concat_ws(', ', incidents.victim_age_band, incidents.victim_sex) as age_and_sex,
        unnest([
            {
                'characteristic': 'age band and sex',
                'answer': incidents.victim_age_band || ', ' || incidents.victim_sex
            },
            { 'characteristic': 'age band', 'answer': incidents.victim_age_band },
            { 'characteristic': 'sex', 'answer': incidents.victim_sex }
        ]) as given
    from windows
    inner join incidents on incidents.month_start_date between windows.from_month and windows.to_month
    where
        incidents.subject = 'crime'
        and incidents.csp_code is not null
        and windows.subject = 'crime'
        and windows.pattern = '12 months'
        and windows.is_anchor
        and windows.is_supplied
),

supervised_people as (
    -- A person with several rows answers once: the newest age band and sex, any requirement of the three.
    select
        person_token,
        period,
        {{ newest('age_band', 'sentence_month') }} as age_band,
        {{ newest('gender', 'sentence_month') }} as gender,
        any_value(person_noise) as person_noise,
        bool_or(requirement = 'DRR') as has_drug,
        bool_or(requirement = 'ATR') as has_alcohol,
        bool_or(requirement = 'MHTR') as has_mental_health
    from supervision
    group by person_token, period
),

supervision_answers as (
    select
        'people under supervision' as cohort,
        people.period,
        supervised_people.person_noise as noise,
        concat_ws(', ', supervised_people.age_band, supervised_people.gender) as age_and_sex,
        unnest([
            {
                'characteristic': 'age band and sex',
                'answer': supervised_people.age_band || ', ' || supervised_people.gender
            },
            { 'characteristic': 'age band', 'answer': supervised_people.age_band },
            { 'characteristic': 'sex', 'answer': supervised_people.gender },
            {
                'characteristic': 'risk of serious harm',
                'answer': case
                    when people.has_risk then if(people.is_high_risk, 'high or very high', 'low or medium')
                end
            },
            { 'characteristic': 'accommodation', 'answer': nullif(people.accommodation, 'not known') },
            {
                'characteristic': 'employment',
                'answer': case
                    when people.employment = 'not known' then null
                    -- The rest of those who are not employed is one group: so the measure rounds it too.
                    when {{ is_public() | lower }} and people.employment <> 'employed' then 'not employed'
                    else people.employment
                end
            },
            { 'characteristic': 'drug treatment required', 'answer': if(supervised_people.has_drug, 'yes', 'no') },
            {
                'characteristic': 'alcohol treatment required',
                'answer': if(supervised_people.has_alcohol, 'yes', 'no')
            },
            {
                'characteristic': 'mental health treatment required',
                'answer': if(supervised_people.has_mental_health, 'yes', 'no')
            }
        ]) as given
    from people
    inner join supervised_people using (person_token, period)
    where people.csp_code is not null
),

treatment_quarters as (
    select
        period,
        period_end_date,
        coverage_status
    from feeds
    where feed = 'substance_treatment'
),

whole_years as (
    -- Twelve months of treatment need four supplied quarters: fewer would show as a fall, or a rise out of nothing.
    select ends.period
    from treatment_quarters as ends
    inner join treatment_quarters as quarters
        on
            ends.period_end_date >= quarters.period_end_date
            and quarters.period_end_date > ends.period_end_date - interval 12 month
    where quarters.coverage_status = {{ coverage_status('supplied') }}
    group by ends.period
    having count(*) = 4
),

partnerships as (
    select area_code as csp_code
    from areas
    where area_type = 'csp'
),

treatment_answers as (
    select
        'people in treatment' as cohort,
        treatment.period,
        treatment.person_noise as noise,
        null as age_and_sex,
        unnest([
            { 'characteristic': 'all', 'answer': 'all' },
            { 'characteristic': 'need', 'answer': case when treatment.uses_opiates then 'opiate' end },
            { 'characteristic': 'need', 'answer': case when treatment.uses_alcohol then 'alcohol' end }
        ]) as given
    from treatment
    inner join whole_years using (period)
    inner join partnerships using (csp_code)
    where treatment.window_months = 12
),

answers as (
    select
        cohort,
        period,
        noise,
        age_and_sex,
        given
    from victim_answers
    union all
    select
        cohort,
        period,
        noise,
        age_and_sex,
        given
    from supervision_answers
    union all
    select
        cohort,
        period,
        noise,
        age_and_sex,
        given
    from treatment_answers
    where given['answer'] is not null
),

cells as (
    -- The finest groups. People by age and by sex are sums over age and sex, as their counts are protected there.
    select
        cohort,
        given['characteristic'] as characteristic,
        period,
        coalesce(given['answer'], if(cohort = 'victims', 'no victim, or not known', 'not known')) as answer,
        case when characteristic in ('age band and sex', 'age band', 'sex') then age_and_sex end as cell,
        count(*) as person_count,
        {{ group_key('noise') }} as cell_key
    from answers
    group by all
),

asked as (
    select
        cohort,
        characteristic,
        period,
        sum(person_count) as asked_count,
        {{ joined_key('cell_key') }} as asked_key,
        coalesce(max(person_count) filter (where answer = 'yes'), 0) as yes_count,
        max(cell_key) filter (where answer = 'yes') as yes_key
    from cells
    where answer in ('yes', 'no')
    group by cohort, characteristic, period
),

protected_cells as (
    -- Who answers no is the rest of all who were asked: three counts rounded apart would narrow one another.
    select
        cells.cohort,
        cells.characteristic,
        cells.period,
        cells.answer,
        case
            when cells.answer = 'no'
                then
                    greatest(
                        {{ protected_count('asked.asked_count', 'asked.asked_key') }}
                        - {{ protected_count('asked.yes_count', 'asked.yes_key') }},
                        0
                    )
            else {{ protected_count('cells.person_count', 'cells.cell_key') }}
        end as person_count
    from cells
    left join asked using (cohort, characteristic, period)
),

figures as (
    select
        cohort,
        characteristic,
        period,
        answer,
        cast(sum(person_count) as bigint) as person_count
    from protected_cells
    group by cohort, characteristic, period, answer
    -- An answer that is there with none, beside answers that are not there, would say that somebody gave it.
    having not {{ is_public() | lower }} or sum(person_count) > 0
)

{{ as_published('figures') }}
