-- Residents per area, by reference year and group. Sums go up by lookup; a ward's residents are those of the small areas
-- that fit it best; those of an area both vintages share are those of its parts. An area of which a small area is missing has no residents here: a partial sum would raise its rates.
with small as (
    select lsoa_code, '2011' as area_vintage, unnest(list_distinct([lsoa_code, shared_code, ward_code, csp_code])) as area_code
    from {{ ref('int_small_areas_resolved') }} where is_2011
    union all
    select lsoa_code, '2021', unnest(list_distinct([lsoa_code, shared_code, ward_code, csp_code]))
    from {{ ref('int_small_areas_resolved') }} where is_2021
),

delivered as (
    select
        mid_year,
        area_vintage,
        area_code as lsoa_code,
        sum(resident_count) as residents,
        sum(resident_count) filter (where age_band <> 'Aged 0 to 17') as adults,
        max(deliveries.received_on) as received_on
    from {{ ref('stg_population') }} as population
    left join {{ ref('stg_deliveries') }} as deliveries
        on deliveries.feed = 'population' and population.delivery_id = deliveries.delivery_id
    group by mid_year, area_vintage, area_code
),

years as (
    select distinct mid_year, area_vintage from delivered
),

divided as (
    -- Wards that share a 2011 small area: its residents cannot be told apart, so on 2011 such a ward has no sum.
    select distinct ward_code as area_code
    from {{ ref('stg_area_lookup') }}
    where lsoa11_code in (select lsoa_code from {{ ref('int_small_areas_resolved') }} where is_2011 and ward_code is null)
)

-- Where a year was delivered on both vintages, larger areas use the newer one, so that nobody counts twice.
select
    years.mid_year,
    small.area_code,
    sum(delivered.residents) as residents,
    sum(delivered.adults) as adults,
    max(delivered.received_on) as received_on
from small
inner join years using (area_vintage)
left join delivered using (mid_year, area_vintage, lsoa_code)
where
    small.area_code is not null
    and not (small.area_vintage = '2011' and small.area_code in (select area_code from divided))
group by years.mid_year, small.area_code, small.area_vintage
having count(*) = count(delivered.residents)
qualify row_number() over (partition by years.mid_year, small.area_code order by small.area_vintage desc) = 1
