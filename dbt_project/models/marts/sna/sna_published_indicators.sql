-- What others publish about the area, its region and the country, beside one another. NDTMS gives numbers of people,
-- which become shares with Wilson's interval where its heading says of whom; any other figure is as published. NDTMS
-- writes 0 for what was not collected: the country's own figure tells that from a nought. Nothing is said of a change:
-- pooled years overlap from one period to the next.
with placed as (
    select * from {{ ref('fct_published_indicators') }}
),

whole as (
    -- Categories are parts of the same people, of the country alone for the most part.
    select
        *,
        publisher = {{ publisher_of_treatment() }} as is_treatment,
        denominator_name is not null and unit = 'people' as is_share
    from placed
    where category_type is null
),

figures as (
    select
        *,
        if(
            is_share,
            {{ rounded_percent(measure_value("'percent'", 'published_count', 'denominator')) }},
            value
        ) as figure,
        if(
            is_share,
            {{ rounded_percent(wilson_percent('published_count', 'denominator', '-')) }},
            lower_limit
        ) as figure_lower,
        if(
            is_share,
            {{ rounded_percent(wilson_percent('published_count', 'denominator', '+')) }},
            upper_limit
        ) as figure_upper,
        if(is_share, '% of ' || denominator_name, unit) as figure_unit,
        years_pooled > 1
        and first_year < lag(first_year) over series + lag(years_pooled) over series as is_overlapping
    from whole
    window series as (
        partition by publisher, indicator_id, area_kind, area_name, sex, age
        order by sort_key, time_period
    )
),

country as (
    select
        publisher,
        indicator_id,
        sex,
        age,
        time_period,
        if(is_contradicted or (is_treatment and coalesce(value, 0) = 0), null, figure) as country_figure,
        published_status <> {{ status('suppressed') }} and coalesce(value, 0) = 0 as is_nought
    from figures
    where area_kind = 'country'
    qualify row_number() over (
        partition by publisher, indicator_id, sex, age, time_period
        order by area_name
    ) = 1
),

beside as (
    select
        figures.*,
        country.country_figure,
        country.is_nought as is_nought_there,
        figures.value is null or figures.value = 0 as is_nought_here,
        bool_or(figures.sex = 'Persons') over indicator as has_persons,
        bool_or(figures.age in ({{ all_ages() }})) over indicator as has_all_ages,
        max(figures.sort_key) over (
            partition by figures.publisher, figures.indicator_id, figures.sex, figures.age
        ) as newest_key
    from figures
    left join country
        on
            figures.publisher = country.publisher
            and figures.indicator_id = country.indicator_id
            and figures.sex is not distinct from country.sex
            and figures.age is not distinct from country.age
            and figures.time_period = country.time_period
    window indicator as (partition by figures.publisher, figures.indicator_id)
),

judged as (
    select
        *,
        case
            when is_contradicted then {{ status('not supplied') }}
            when is_treatment and is_nought_here and published_status <> {{ status('suppressed') }} and is_nought_there
                then {{ status('not collected') }}
            when published_status = {{ status('suppressed') }} then {{ status('suppressed') }}
            when published_status = 'not given' then {{ status('not supplied') }}
            when is_treatment and is_nought_here and is_nought_there is null then {{ status('not supplied') }}
            when figure is null then {{ status('not supplied') }}
            when figure = 0 then {{ status('true zero') }}
            else {{ status('observed') }}
        end as status
    from beside
),

compared as (
    select
        *,
        {{ has_value('status') }} as is_shown,
        case
            when area_kind <> 'country' and {{ has_value('status') }} and country_figure <> 0
                then {{ against_benchmark('figure_lower', 'figure_upper', 'country_figure') }}
        end as compared_with_country
    from judged
)

select
    publisher,
    indicator_id,
    indicator_name,
    sex,
    age,
    time_period,
    area_kind,
    area_name,
    area_code,
    area_kind = 'partnership' as is_home,
    sort_key = newest_key as is_newest,
    (sex = 'Persons' or not has_persons) and (age in ({{ all_ages() }}) or not has_all_ages) as is_headline,
    first_year,
    years_pooled,
    coalesce(is_overlapping, false) as is_overlapping,
    if(is_shown, figure, null) as value,
    figure_unit as unit,
    if(is_shown, figure_lower, null) as lower_limit,
    if(is_shown, figure_upper, null) as upper_limit,
    if(is_shown, published_count, null) as published_count,
    if(is_shown, denominator, null) as denominator,
    if(is_shown, country_figure, null) as country_value,
    compared_with_country,
    if(is_shown, publisher_comparison, null) as publisher_comparison,
    status,
    case
        when is_contradicted then 'the publisher gives two values'
        when status = {{ status('not collected') }}
            then 'the figure of the whole country is 0 or blank, which is how NDTMS shows what it did not collect'
        when value_note is not null then 'the publisher says: ' || value_note
        when status = {{ status('suppressed') }} then 'the publisher hides the figure'
        when published_status = 'not given' then 'the publisher gives no value and no reason'
        when is_treatment and is_nought_here and not is_shown
            then
                '0 as published, which without the figure of the whole country cannot be told from '
                || 'what was not collected'
        when not is_shown then 'the publisher does not say of how many'
        when is_overlapping
            then years_pooled || ' years are pooled, some of them also in the period before: that is no change'
    end as status_reason
from compared
