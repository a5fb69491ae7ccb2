-- One row per person, quarter and category the person counts in.
with quarters as (
    select period, period_start_date, period_end_date
    from {{ ref('stg_expected_periods') }}
    where feed = 'probation_supervision'
),

people as (
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
    from {{ ref('int_supervision_deduplicated') }}
),

requirements as (
    select distinct
        rows.person_token,
        rows.period,
        unnest([
            case
                when rows.sentence_month between quarters.period_start_date and quarters.period_end_date
                    then 'ordered=' || rows.requirement
            end,
            case
                when rows.requirement_start_month between quarters.period_start_date and quarters.period_end_date
                    then 'started=' || rows.requirement
            end,
            case
                when rows.requirement_end_month between quarters.period_start_date and quarters.period_end_date
                    then 'ended=' || rows.requirement
            end,
            case
                when
                    rows.requirement_end_month between quarters.period_start_date and quarters.period_end_date
                    and rows.requirement_outcome = 'Completed'
                    then 'completed=' || rows.requirement
            end
        ]) as category
    from {{ ref('stg_probation_supervision') }} as rows
    inner join quarters using (period)
)

select person_token, period, category from people where category is not null
union all
select person_token, period, category from requirements where category is not null
