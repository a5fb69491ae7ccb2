-- What every measure should have and what it has, for the partnership as a whole. Withheld figures count as observed
-- here: whether a figure is hidden is no fault of its supply.
with measures as (
    select * from {{ ref('dim_measures') }}
),

measure_values as (
    select * from {{ ref('fct_measure_values') }}
)

select
    measures.measure_id,
    measures.title,
    measures.theme,
    measures.source,
    measures.feed,
    measures.owner_role,
    measures.status as measure_status,
    measures.first_period,
    cast(count(measure_values.period) as integer) as expected_count,
    {% for word in [
        'observed', 'true zero', 'not supplied', 'queried', 'not yet due', 'suppressed', 'not applicable'
    ] %}
        cast(
            count(*) filter (where measure_values.status = {{ status(word) }}) as integer
        ) as {{ word | replace(' ', '_') }}_count,
    {% endfor %}
    min(measure_values.period) as from_period,
    max(measure_values.period) filter (where measure_values.value is not null) as newest_period,
    string_agg(measure_values.period, ', ' order by measure_values.period) filter (
        where measure_values.status in ({{ status('not supplied') }}, {{ status('queried') }})
    ) as missing_periods
from measures
left join measure_values
    on measures.measure_id = measure_values.measure_id and measure_values.area_type = 'csp'
group by all
