-- Whether each month of the last twelve came whole, per feed and kind, with the names of wards.
with months_judged as (
    select * from {{ ref('int_months_judged') }}
),

areas as (
    select * from {{ ref('int_areas_listed') }}
),

wards as (
    select
        'ward' as dimension,
        area_code as kind,
        any_value(area_name) as ward_name
    from areas
    where area_type = 'ward'
    group by area_code
)

select
    months_judged.feed,
    months_judged.disclosure_class,
    months_judged.period,
    months_judged.dimension,
    months_judged.kind,
    coalesce(wards.ward_name, months_judged.kind) as kind_name,
    months_judged.period_start_date,
    months_judged.period_end_date,
    months_judged.row_count,
    months_judged.expected_count,
    months_judged.score,
    months_judged.p_value,
    months_judged.blind_share,
    months_judged.completeness,
    months_judged.reason
from months_judged
left join wards using (dimension, kind)
