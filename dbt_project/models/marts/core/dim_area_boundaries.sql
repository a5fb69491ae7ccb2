-- The outline of every small area in each census year whose list it is on. One that was not delivered says so: an
-- outline of the other year is not taken instead, as its neighbours are other ones.
with small_areas as (
    select * from {{ ref('int_small_areas_resolved') }}
),

boundaries as (
    select * from {{ ref('stg_area_boundaries') }}
),

small_areas_by_vintage as (
    {% for vintage in ['2011', '2021'] %}
        select
            lsoa_code,
            '{{ vintage }}' as vintage
        from small_areas
        where is_{{ vintage }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}
)

select
    small_areas_by_vintage.lsoa_code as area_code,
    small_areas_by_vintage.vintage,
    boundaries.outline,
    case
        when boundaries.outline is null then {{ status('not supplied') }}
        else {{ status('observed') }}
    end as status,
    case when boundaries.outline is null then 'no boundary of ' || small_areas_by_vintage.vintage end as status_reason
from small_areas_by_vintage
left join boundaries
    on
        small_areas_by_vintage.lsoa_code = boundaries.lsoa_code
        and small_areas_by_vintage.vintage = boundaries.vintage
