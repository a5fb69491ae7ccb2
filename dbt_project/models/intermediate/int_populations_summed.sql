-- Residents per area, by reference year and group. Sums go up by lookup; a ward's residents are those of the small
-- areas that fit it best; those of an area both vintages share are those of its parts. An area of which a small area
-- is missing has no residents here: a partial sum would raise its rates. Where a year was delivered on both vintages,
-- larger areas use the newer one, so that nobody counts twice.
with small_areas as (
    select * from {{ ref('int_small_areas_resolved') }}
),

population as (
    select * from {{ ref('stg_population') }}
),

deliveries as (
    select * from {{ ref('stg_deliveries') }}
),

lookup as (
    select * from {{ ref('stg_area_lookup') }}
),

parts_of_areas as (
    {% for vintage in ['2011', '2021'] %}
        select
            lsoa_code,
            '{{ vintage }}' as area_vintage,
            unnest(list_distinct([lsoa_code, shared_code, ward_code, csp_code])) as area_code
        from small_areas
        where is_{{ vintage }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
),

residents_delivered as (
    select
        population.mid_year,
        population.area_vintage,
        population.area_code as lsoa_code,
        sum(population.resident_count) as residents,
        sum(population.resident_count) filter (where population.age_band <> 'Aged 0 to 17') as adults,
        max(deliveries.received_on) as received_on
    from population
    left join deliveries
        on deliveries.feed = 'population' and population.delivery_id = deliveries.delivery_id
    group by population.mid_year, population.area_vintage, population.area_code
),

years as (
    select distinct
        mid_year,
        area_vintage
    from residents_delivered
),

divided_small_areas as (
    select lsoa_code
    from small_areas
    where is_2011 and ward_code is null
),

divided_wards as (
    -- Wards that share a 2011 small area: its residents cannot be told apart, so on 2011 such a ward has no sum.
    select distinct lookup.ward_code as area_code
    from lookup
    inner join divided_small_areas on lookup.lsoa11_code = divided_small_areas.lsoa_code
)

select
    years.mid_year,
    parts_of_areas.area_code,
    sum(residents_delivered.residents) as residents,
    sum(residents_delivered.adults) as adults,
    max(residents_delivered.received_on) as received_on
from parts_of_areas
inner join years using (area_vintage)
left join residents_delivered
    on
        years.mid_year = residents_delivered.mid_year
        and years.area_vintage = residents_delivered.area_vintage
        and parts_of_areas.lsoa_code = residents_delivered.lsoa_code
where
    parts_of_areas.area_code is not null
    and not (
        parts_of_areas.area_vintage = '2011'
        and parts_of_areas.area_code in (select divided_wards.area_code from divided_wards)
    )
group by years.mid_year, parts_of_areas.area_code, parts_of_areas.area_vintage
having count(*) = count(residents_delivered.residents)
qualify row_number() over (
    partition by years.mid_year, parts_of_areas.area_code
    order by parts_of_areas.area_vintage desc
) = 1
