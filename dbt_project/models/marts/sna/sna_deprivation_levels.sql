-- Crime and anti-social behaviour of the newest twelve months by the deprivation of the small area it lies in. The
-- index itself holds a domain of crime, so its deciles say where crime lies and not why; income deprivation has no
-- crime in it. Each edition stands on its own vintage: a small area that was split is counted in none of its halves.
with deprivation as (
    select * from {{ ref('dim_deprivation') }}
),

levels as (
    select * from {{ ref('fct_levels') }}
),

concentration as (
    select * from {{ ref('fct_concentration') }}
),

small_areas as (
    {% for domain, decile in {'multiple deprivation': 'imd_decile', 'income': 'income_decile'}.items() %}
        select
            edition,
            area_vintage,
            lsoa_code as area_code,
            '{{ domain }}' as domain,
            {{ decile }} as decile
        from deprivation
        where is_of_vintage
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
),

small_area_levels as (
    select *
    from levels
    where area_type = 'lsoa' and level = 'all' and pattern = '12 months' and is_newest
),

domains as (
    select distinct
        edition,
        area_vintage,
        domain
    from small_areas
),

deciles as (
    select unnest(range(1, 11)) as decile
),

subjects as (
    select distinct
        subject,
        period,
        period_start_date,
        period_end_date
    from small_area_levels
),

spine as (
    select
        domains.*,
        deciles.*,
        subjects.*
    from domains
    cross join deciles
    cross join subjects
),

summed as (
    select
        small_areas.edition,
        small_areas.domain,
        small_areas.decile,
        small_area_levels.subject,
        count(*) as small_area_count,
        count(small_area_levels.numerator) as counted_areas,
        count(small_area_levels.residents) as peopled_areas,
        sum(small_area_levels.numerator) as numerator,
        sum(small_area_levels.residents) as residents,
        min(small_area_levels.status) filter (where small_area_levels.numerator is null) as status,
        min(small_area_levels.status_reason) filter (where small_area_levels.numerator is null) as status_reason
    from small_areas
    inner join small_area_levels using (area_code)
    group by all
),

judged as (
    select
        spine.*,
        concentration.left_out_count,
        concentration.left_out_reason,
        cast(coalesce(summed.small_area_count, 0) as bigint) as small_area_count,
        summed.small_area_count - summed.counted_areas as silent_areas,
        summed.small_area_count - summed.peopled_areas as unpeopled_areas,
        case when silent_areas = 0 then cast(summed.numerator as bigint) end as numerator,
        case when silent_areas = 0 and unpeopled_areas = 0 then cast(summed.residents as bigint) end as residents,
        case
            when summed.small_area_count is null then {{ status('not applicable') }}
            when silent_areas > 0 then summed.status
            when summed.numerator = 0 then {{ status('true zero') }}
            else {{ status('observed') }}
        end as status,
        summed.status_reason
    from spine
    left join summed using (edition, domain, decile, subject)
    left join concentration
        on
            spine.subject = concentration.subject
            and spine.period = concentration.period
            and concentration.level = 'all'
            and concentration.pattern = '12 months'
)

select
    edition,
    area_vintage,
    domain,
    decile,
    subject,
    period,
    period_start_date,
    period_end_date,
    small_area_count,
    numerator,
    residents,
    {{ measure_value("'rate_per_1000'", 'numerator', 'residents') }} as rate_per_1000,
    status,
    case
        when small_area_count = 0 then 'no small area of the partnership lies in this decile'
        when silent_areas > 0
            then silent_areas || ' of ' || small_area_count || ' small areas have no figure: ' || status_reason
        when unpeopled_areas > 0 then 'no rate: ' || unpeopled_areas || ' small areas have no estimate of residents'
    end as status_reason,
    case when numerator is not null then left_out_count end as left_out_count,
    case when numerator is not null then left_out_reason end as left_out_reason
from judged
