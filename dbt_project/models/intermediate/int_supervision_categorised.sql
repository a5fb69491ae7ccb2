-- One row per person, quarter and category the person counts in.
with expected_periods as (
    select * from {{ ref('stg_expected_periods') }}
),

people as (
    select * from {{ ref('int_supervision_deduplicated') }}
),

supervision as (
    select * from {{ ref('stg_probation_supervision') }}
),

quarters as (
    select
        period,
        period_start_date,
        period_end_date
    from expected_periods
    where feed = 'probation_supervision'
),

categories_of_people as (
    select
        person_token,
        period,
        unnest([
            'all',
            case when is_iom then 'iom=yes' end,
            case when has_risk then 'risk=known' end,
            case when is_high_risk then 'risk=high or very high' end,
            case when accommodation in ('settled', 'not settled') then 'accommodation=known' end,
            case when accommodation = 'settled' then 'accommodation=settled' end,
            case when employment in ('employed', 'education or training', 'not employed') then 'employment=known' end,
            case when employment = 'employed' then 'employment=employed' end
        ]) as category
    from people
),

dated_requirements as (
    select
        supervision.person_token,
        supervision.period,
        supervision.requirement,
        supervision.requirement_outcome,
        supervision.sentence_month between quarters.period_start_date and quarters.period_end_date as is_ordered,
        supervision.requirement_start_month
        between quarters.period_start_date and quarters.period_end_date as is_started,
        supervision.requirement_end_month
        between quarters.period_start_date and quarters.period_end_date as is_ended
    from supervision
    inner join quarters using (period)
),

categories_of_requirements as (
    select distinct
        person_token,
        period,
        unnest([
            case when is_ordered then 'ordered=' || requirement end,
            case when is_started then 'started=' || requirement end,
            case when is_ended then 'ended=' || requirement end,
            case when is_ended and requirement_outcome = 'Completed' then 'completed=' || requirement end
        ]) as category
    from dated_requirements
)

select
    person_token,
    period,
    category
from categories_of_people
where category is not null
union all
select
    person_token,
    period,
    category
from categories_of_requirements
where category is not null
