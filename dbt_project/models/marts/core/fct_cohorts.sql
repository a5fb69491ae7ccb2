-- Cohorts beside what is asked of them: shares of those whose answer is known, unmet need against the estimate's own
-- year, and the rows that cannot be given, with the reason.
with answer_counts as (
    select * from {{ ref('int_cohorts_counted') }}
),

need as (
    select * from {{ ref('stg_treatment_need') }}
),

feeds_covered as (
    select * from {{ ref('int_feeds_covered') }}
),

sharing_agreements as (
    select * from {{ ref('stg_sharing_agreements') }}
),

settings as (
    select * from {{ ref('stg_build_settings') }}
),

treatment_years as (
    -- Rows that the twelve months leave out. A few of one quarter are not told, and nor is their sum.
    select
        'people in treatment' as cohort,
        ends.period,
        any_value(quarters.has_consent) as has_consent,
        any_value(quarters.unplaced) as unplaced,
        case
            when not bool_or({{ is_small_count('quarters.unconsented_count', 'settings.small_count') }})
                then sum(quarters.unconsented_count)
        end as unconsented_count,
        sum(quarters.left_out_count) as unplaced_count
    from feeds_covered as ends
    inner join feeds_covered as quarters
        on
            ends.feed = quarters.feed
            and ends.period_end_date >= quarters.period_end_date
            and quarters.period_end_date > ends.period_end_date - interval 12 month
    cross join settings
    where ends.feed = 'substance_treatment'
    group by ends.period
),

known_answers as (
    select
        cohort,
        characteristic,
        period,
        sum(person_count) filter (where answer not like '%not known') as known_count
    from answer_counts
    group by all
),

answers as (
    select
        answer_counts.cohort,
        answer_counts.characteristic,
        answer_counts.answer,
        answer_counts.period,
        cast(answer_counts.person_count as bigint) as numerator,
        cast(
            case
                when answer_counts.answer not like '%not known' and answer_counts.characteristic <> 'need'
                    then known_answers.known_count
            end as bigint
        ) as denominator,
        need.estimate,
        need.estimate_lower,
        need.estimate_upper,
        need.estimate_year,
        need.source as estimate_source,
        {{ left_out_reason_of("'csp'") }} as left_out_reason,
        cast(
            if(treatment_years.has_consent, treatment_years.unconsented_count, 0)
            + if(treatment_years.unplaced = 'out_of_area', treatment_years.unplaced_count, 0) as bigint
        ) as left_out_count
    from answer_counts
    inner join known_answers using (cohort, characteristic, period)
    left join need
        on
            answer_counts.cohort = 'people in treatment'
            and answer_counts.characteristic = 'need'
            and answer_counts.answer = need.need_group
    left join treatment_years
        on answer_counts.cohort = treatment_years.cohort and answer_counts.period = treatment_years.period
),

quarters_without_answers as (
    -- Quarters without figures are rows too.
    select
        if(feed = 'probation_supervision', 'people under supervision', 'people in treatment') as cohort,
        'all' as characteristic,
        period,
        case coverage_status
            when {{ coverage_status('supplied') }} then {{ status('not applicable') }}
            when {{ coverage_status('late') }} then {{ status('not supplied') }}
            else {{ status('not yet due') }}
        end as status,
        if(
            coverage_status = {{ coverage_status('supplied') }},
            'fewer than four quarters in a row were supplied',
            'no delivery for ' || period
        ) as status_reason
    from feeds_covered
    where
        feed in ('probation_supervision', 'substance_treatment')
        and (cohort, period) not in (
            select (answer_counts.cohort, answer_counts.period)
            from answer_counts
        )
),

overlap_agreements as (
    select 'refused until both feeds are landed under the purpose key of agreement ' || max(agreement_id) as reason
    from sharing_agreements
    where first_cohort = 'people under supervision' and second_cohort = 'people in treatment'
    having count(*) > 0
),

need_groups as (
    select unnest(['opiate', 'alcohol']) as need_group
),

refused_answers as (
    select
        'suspects' as cohort,
        'age band and sex' as characteristic,
        'the police extract has no suspects' as status_reason
    union all
    select
        'people under supervision and in treatment' as cohort,
        'overlap' as characteristic,
        coalesce(
            (select overlap_agreements.reason from overlap_agreements),
            'refused: no sharing agreement gives these feeds a purpose key, '
            || 'and their pseudonyms do not match on purpose'
        ) as status_reason
    union all
    select
        'people in treatment' as cohort,
        'need: ' || need_groups.need_group as characteristic,
        'no estimate of need in treatment_need.csv of the partnership folder' as status_reason
    from need_groups
    anti join need using (need_group)
),

rows_without_answers as (
    select
        cohort,
        characteristic,
        'all' as period,
        {{ status('not applicable') }} as status,
        status_reason
    from refused_answers
    union all
    select
        cohort,
        characteristic,
        period,
        status,
        status_reason
    from quarters_without_answers
)

select
    cohort,
    characteristic,
    answer,
    period,
    'person' as disclosure_class,
    numerator,
    denominator,
    100.0 * numerator / nullif(denominator, 0) as percent_of_cohort,
    cast(estimate as double) as estimate,
    cast(estimate_lower as double) as estimate_lower,
    cast(estimate_upper as double) as estimate_upper,
    estimate_year,
    estimate_source,
    100.0 * numerator / nullif(estimate, 0) as penetration_percent,
    {{ unmet_percent('numerator', 'estimate') }} as unmet_percent,
    {{ unmet_percent('numerator', 'estimate_lower') }} as unmet_lower,
    {{ unmet_percent('numerator', 'estimate_upper') }} as unmet_upper,
    {{ status('observed') }} as status,
    cast(null as varchar) as status_reason,
    case when left_out_reason is not null then left_out_count end as left_out_count,
    left_out_reason
from answers
union all by name
select
    cohort,
    characteristic,
    'all' as answer,
    period,
    'person' as disclosure_class,
    status,
    status_reason
from rows_without_answers
