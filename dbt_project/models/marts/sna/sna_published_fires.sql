-- Fires by year as the Home Office publishes them: context for the fire service's own incidents, never added to them. A
-- year that is not there, or not whole, has no figure; of one that is, no fire is a nought.
with published_fires as (
    select * from {{ ref('fct_published_fires') }}
),

judged as (
    select
        *,
        {{ financial_year_end('year_ended') }} as year_end_date,
        format(
            '{:,} of {:,} incidents in the file have no small area',
            cast(left_out_count as bigint),
            cast(received_count as bigint)
        ) as left_out_words,
        case
            when not is_held then 'no file holds the year'
            when accepted_count = 0 then 'the file has no incident of this area'
            when received_on <= year_end_date then 'the file came before the year had ended'
            when not {{ is_placed('left_out_count', 'received_count') }} then left_out_words
            when is_mixed then 'dwellings and other buildings are not told apart in some rows'
        end as missing_reason
    from published_fires
),

with_status as (
    select
        *,
        case
            when missing_reason is not null then {{ status('not supplied') }}
            when not is_countable then {{ status('not applicable') }}
            when fire_count = 0 then {{ status('true zero') }}
            else {{ status('observed') }}
        end as status
    from judged
)

select
    {{ financial_year('year_end_date') }} as financial_year,
    year_end_date as period_end_date,
    incident_type,
    area_code,
    area_name,
    area_type,
    case when {{ has_value('status') }} then fire_count end as fire_count,
    'Home Office, low-level geography dataset' as source,
    status,
    case
        when missing_reason is not null then missing_reason
        when not is_countable then {{ uncountable_reason('area_type', "'2011'") }}
        when left_out_count > 0 then left_out_words || ': some may have been here'
    end as status_reason
from with_status
