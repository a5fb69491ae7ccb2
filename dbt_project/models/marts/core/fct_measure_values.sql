-- What should exist (the spine), joined with what does. Missing is never zero: a value is null and its status says why.
with spine as not materialized (
    -- Read more than once: DuckDB would copy the whole table first.
    select * from {{ ref('int_measure_spine') }}
),

populations as (
    select * from {{ ref('int_populations_summed') }}
),

coverage as (
    select * from {{ ref('int_measures_covered') }}
),

inputs as (
    select * from {{ ref('int_measure_inputs') }}
),

vintages as (
    select * from {{ ref('int_vintages_detected') }}
),

doubts as (
    select * from {{ ref('int_measures_doubted') }}
),

populated as (
    -- The estimate of the period's own year, or else the newest one before it, or else the oldest there is.
    select
        spine.measure_id,
        spine.area_code,
        spine.period,
        populations.mid_year as population_year,
        populations.received_on,
        case when spine.denominator = 'adults' then populations.adults else populations.residents end as residents
    from spine
    inner join populations using (area_code)
    where spine.unit = 'rate_per_1000'
    qualify row_number() over (
        partition by spine.measure_id, spine.area_code, spine.period
        order by
            populations.mid_year <= year(spine.period_end_date) desc,
            abs(populations.mid_year - year(spine.period_end_date))
    ) = 1
),

judged as (
    select
        spine.measure_id,
        spine.area_code,
        spine.area_type,
        spine.period,
        spine.period_start_date,
        spine.period_end_date,
        spine.unit,
        spine.disclosure_class,
        spine.is_provisional,
        spine.is_retired,
        spine.is_collected,
        spine.feed,
        coverage.missing_periods,
        coverage.unplaced,
        coverage.has_consent,
        coverage.left_out_count,
        coverage.unconsented_count,
        inputs.unplaced_count,
        case when spine.area_type <> 'csp' then coverage.unplaced_reason end as unplaced_reason,
        case
            when spine.is_computable and not {{ is_countable('spine', 'vintages.lsoa_vintage') }}
                then {{ uncountable_reason('spine.area_type', 'vintages.lsoa_vintage') }}
        end as uncountable_reason,
        coalesce(inputs.is_revised, coverage.is_revised) as is_revised,
        inputs.numerator,
        case when spine.unit = 'rate_per_1000' then populated.residents else inputs.denominator end as denominator,
        inputs.given_value,
        inputs.given_reason,
        -- Unmet need is an event of nobody, but who is in treatment is taken off.
        spine.disclosure_class <> 'event' and spine.source not in ('returned', 'survey', 'reoffending')
        or spine.source = 'need' as is_of_people,
        greatest(coalesce(inputs.received_on, coverage.received_on), populated.received_on) as known_from,
        populated.population_year,
        doubts.unconfirmed_reason,
        case
            when not spine.is_computable then {{ status('not applicable') }}
            when vintages.feed is not null and not {{ is_countable('spine', 'vintages.lsoa_vintage') }}
                then {{ status('not applicable') }}
            when coalesce(inputs.given_status, {{ status('observed') }}) <> {{ status('observed') }}
                then inputs.given_status
            when coverage.is_supplied and spine.area_type <> 'csp' and not coverage.is_placed
                then {{ status('not supplied') }}
            when coverage.is_supplied and spine.unit = 'rate_per_1000' and populated.residents is null
                then {{ status('not supplied') }}
            when coverage.is_supplied then {{ status('observed') }}
            when coverage.is_late then {{ status('not supplied') }}
            else {{ status('not yet due') }}
        end as status
    from spine
    inner join coverage using (feed, period, window_months)
    left join inputs using (measure_id, area_code, period)
    left join populated using (measure_id, area_code, period)
    left join vintages using (feed)
    left join doubts using (measure_id, area_code, period)
),

shown as (
    select
        *,
        status = {{ status('observed') }} as is_observed,
        is_observed and unit <> 'count' and coalesce(denominator, 0) = 0 as is_without_denominator,
        -- Counts of people stay as the public saw them first: that a file came again would say when somebody changed.
        {{ is_public() | lower }} and is_of_people as stays_as_shown,
        case when is_observed then {{ left_out_reason_of('area_type') }} end as left_out_reason
    from judged
)

select
    measure_id,
    area_code,
    area_type,
    period,
    period_start_date,
    period_end_date,
    unit,
    disclosure_class,
    case when is_observed then cast(numerator as bigint) end as numerator,
    case when is_observed then cast(denominator as bigint) end as denominator,
    case
        when is_observed then coalesce(given_value, {{ measure_value('unit', 'numerator', 'denominator') }})
    end as value,
    case
        when is_without_denominator then {{ status('not applicable') }}
        -- A rounded nought may be four people.
        when is_observed and numerator = 0 and not ({{ is_public() | lower }} and disclosure_class <> 'event')
            then {{ status('true zero') }}
        else status
    end as status,
    case
        when status in ({{ status('not supplied') }}, {{ status('not yet due') }}, {{ status('queried') }})
            then
                coalesce(
                    given_reason,
                    'no delivery for ' || missing_periods,
                    unplaced_reason,
                    'no population estimate for the whole area'
                )
        when is_retired then 'the measure is retired'
        when not is_collected then 'not collected here: ' || replace(feed, '_', ' ')
        when status in ({{ status('suppressed') }}, {{ status('not applicable') }})
            then coalesce(given_reason, uncountable_reason, 'this area or feed cannot give the measure')
        when is_without_denominator then 'the denominator is zero'
    end as status_reason,
    case when is_observed then cast(population_year as integer) end as population_year,
    is_revised and not stays_as_shown as is_revised,
    coalesce(is_observed and is_provisional, false) as is_provisional,
    case when is_observed and not stays_as_shown then known_from end as known_from,
    case when is_observed then unconfirmed_reason end as unconfirmed_reason,
    cast(
        case if(stays_as_shown, null, left_out_reason)
            -- Of people no count: with it the one ward that is withheld could be worked out from the others.
            when {{ left_out_reason('no place, in the whole alone') }}
                then case when disclosure_class = 'event' then unplaced_count end
            when {{ left_out_reason('no place, in no figure') }} then left_out_count
            when {{ left_out_reason('no consent') }} then unconsented_count
            when {{ left_out_reason('no consent or no place') }} then unconsented_count + left_out_count
        end as bigint
    ) as left_out_count,
    left_out_reason
from shown
