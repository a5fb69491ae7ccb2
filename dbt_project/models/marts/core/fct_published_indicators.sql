-- Published figures of the areas that the partnership knows by these codes or names, a row for each figure. The newest
-- delivery that holds an indicator in an area gives it whole. Of two rows for one figure the one with a value counts.
with published_indicators as (
    select * from {{ ref('stg_published_indicators') }}
),

lookup as (
    select * from {{ ref('stg_area_lookup') }}
),

settings as (
    select * from {{ ref('stg_build_settings') }}
),

home_codes as (
    select * from {{ ref('int_home_codes') }}
),

comparators as (
    select * from {{ ref('stg_sna_comparators') }}
),

districts as (
    select distinct
        lookup.district_code,
        lookup.district_name,
        lookup.csp_code,
        lookup.csp_name,
        lookup.district_code in (select home_codes.area_code from home_codes) as is_home
    from lookup
    inner join settings on settings.area_code in (lookup.district_code, lookup.csp_code)
),

own_spellings as (
    select unnest([csp_code, csp_name, district_code, district_name]) as spelling
    from districts
    union
    select unnest(list_concat([comparators.published_name], string_split(comparators.also_spelt, ';'))) as spelling
    from comparators
    inner join home_codes using (area_code)
),

wider_spellings as (
    select
        unnest(list_concat([area_code, published_name], string_split(coalesce(also_spelt, ''), ';'))) as spelling,
        area_code,
        published_name,
        area_kind
    from comparators
    where area_kind in ('country', {{ kinds_without_crime() }})
),

spellings as (
    select
        own_spellings.spelling,
        settings.area_code,
        settings.area_name,
        'partnership' as area_kind
    from own_spellings
    cross join settings
    union all
    select
        unnest([district_code, district_name]) as spelling,
        district_code as area_code,
        district_name as area_name,
        'district' as area_kind
    from districts
    where not is_home
    union all
    select
        spelling,
        area_code,
        published_name as area_name,
        area_kind
    from wider_spellings
),

known_areas as (
    -- A district that is not the whole partnership stands for itself: of two kinds `district` comes first.
    select
        trim(spelling) as spelling,
        area_code,
        area_name,
        area_kind
    from spellings
    where trim(spelling) <> ''
    qualify row_number() over (partition by trim(spelling) order by area_kind, area_name) = 1
),

newest as (
    select
        published_indicators.*,
        known_areas.area_code,
        known_areas.area_name,
        known_areas.area_kind
    from published_indicators
    inner join known_areas on published_indicators.area = known_areas.spelling
    qualify dense_rank() over (
        partition by
            published_indicators.publisher,
            published_indicators.indicator_id,
            known_areas.area_kind,
            known_areas.area_name
        order by published_indicators.period desc, published_indicators.delivery_id desc
    ) = 1
)

select
    publisher,
    indicator_id,
    indicator_name,
    area_kind,
    area_name,
    area_code,
    sex,
    age,
    category_type,
    category,
    time_period,
    coalesce(sort_key, time_period) as sort_key,
    first_year,
    years_pooled,
    value,
    unit,
    lower_limit,
    upper_limit,
    published_count,
    denominator,
    denominator_name,
    published_status,
    value_note,
    publisher_comparison,
    coalesce(max(value) over same_figure <> min(value) over same_figure, false) as is_contradicted
from newest
window
    same_figure as (
        partition by publisher, indicator_id, area_kind, area_name, sex, age, category_type, category, time_period
    ),
    ranked as (
        partition by publisher, indicator_id, area_kind, area_name, sex, age, category_type, category, time_period
        order by value, lower_limit, published_status, value_note, publisher_comparison
    )
qualify row_number() over ranked = 1
