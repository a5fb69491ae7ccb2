-- Figures of measures that rest on a month in doubt, with the reason. Of measures of incidents only those whose
-- categories hold the kind in doubt: any incident may be somebody's third report.
with spine as (
    select * from {{ ref('int_measure_spine') }}
),

doubts as (
    select * from {{ ref('int_months_doubted') }}
),

measure_categories as (
    select * from {{ ref('int_measures_categorised') }}
),

categories_of_measures as (
    select
        measure_id,
        list(distinct category) as categories
    from measure_categories
    where source in ('crime', 'asb')
    group by measure_id
)

select
    spine.measure_id,
    spine.area_code,
    spine.period,
    {{ first_doubt('doubts') }} as unconfirmed_reason
from spine
left join categories_of_measures using (measure_id)
inner join doubts
    on
        spine.feed = doubts.feed
        and spine.period_end_date >= doubts.period_start_date
        and doubts.period_end_date > last_day(spine.period_end_date - to_months(spine.window_months))
        and {{ doubt_covers_area('doubts', 'spine.area_code', 'spine.area_type') }}
        and (
            doubts.categories is null
            or categories_of_measures.categories is null
            or list_has_any(categories_of_measures.categories, doubts.categories)
        )
group by spine.measure_id, spine.area_code, spine.period
