-- Cohorts beside what is asked of them: shares of those whose answer is known, unmet need against the estimate's own year,
-- and the rows that cannot be given, with the reason.
with wholes as (
    select cohort, characteristic, period, sum(person_count) filter (where answer not like '%not known') as known_count
    from {{ ref('int_cohorts_counted') }}
    group by all
),

need as (
    select needs.* from {{ ref('treatment_need') }} as needs
    cross join (select is_sample from {{ ref('stg_build_settings') }}) as settings
    where settings.is_sample or needs.source not like 'Invented%'
),

silent as (
    -- Quarters without figures are rows too.
    select if(feed = 'probation_supervision', 'people under supervision', 'people in treatment') as cohort, period,
        if(coverage_status = 'supplied', 'not applicable', if(coverage_status = 'late', 'not supplied', 'not yet due'))
            as status,
        if(coverage_status = 'supplied', 'fewer than four quarters in a row were supplied', 'no delivery for ' || period)
            as status_reason
    from {{ ref('int_feeds_covered') }}
    where feed in ('probation_supervision', 'substance_treatment')
),

refused as (
    select 'suspects' as cohort, 'age band and sex' as characteristic,
        'the police extract has no suspects' as status_reason
    union all
    select 'people under supervision and in treatment', 'overlap',
        coalesce(
            (select 'refused until both feeds are landed under the purpose key of agreement ' || max(agreement_id)
            from {{ ref('sharing_agreements') }}
            where first_cohort = 'people under supervision' and second_cohort = 'people in treatment'
            having count(*) > 0),
            'refused: no sharing agreement gives these feeds a purpose key, and their pseudonyms do not match on purpose'
        )
    union all
    select 'people in treatment', 'need: ' || groups.need_group, 'no estimate of need in seeds/treatment_need.csv'
    from (select unnest(['opiate', 'alcohol']) as need_group) as groups
    anti join need using (need_group)
)

select
    counts.cohort, counts.characteristic, counts.answer, counts.period, 'person' as disclosure_class,
    cast(counts.person_count as bigint) as numerator,
    cast(case when counts.answer not like '%not known' and counts.characteristic <> 'need' then wholes.known_count end as bigint)
        as denominator,
    100.0 * numerator / nullif(denominator, 0) as percent_of_cohort,
    cast(need.estimate as double) as estimate,
    cast(need.estimate_lower as double) as estimate_lower,
    cast(need.estimate_upper as double) as estimate_upper,
    need.estimate_year,
    need.source as estimate_source,
    100.0 * numerator / nullif(need.estimate, 0) as penetration_percent,
    case when need.estimate > 0 then greatest(0, 100 - 100.0 * numerator / need.estimate) end as unmet_percent,
    case when need.estimate_lower > 0 then greatest(0, 100 - 100.0 * numerator / need.estimate_lower) end as unmet_lower,
    case when need.estimate_upper > 0 then greatest(0, 100 - 100.0 * numerator / need.estimate_upper) end as unmet_upper,
    'observed' as status,
    null as status_reason
from {{ ref('int_cohorts_counted') }} as counts
inner join wholes using (cohort, characteristic, period)
left join need on counts.cohort = 'people in treatment' and counts.characteristic = 'need' and counts.answer = need.need_group
union all by name
select cohort, characteristic, 'all' as answer, 'all' as period, 'person' as disclosure_class, 'not applicable' as status,
    status_reason
from refused
union all by name
select cohort, 'all' as characteristic, 'all' as answer, period, 'person' as disclosure_class, status, status_reason
from silent
where (cohort, period) not in (select (cohort, period) from {{ ref('int_cohorts_counted') }})
