{{ config(meta={
    'table': 'fct_measure_values', 'owner': 'partnership analyst',
    'rationale': 'A measure and a definition that name the same list must count the same crimes',
    'remedy': 'correct numerator or violence_definition of the measure in measures.csv of the partnership folder, or the codes in violence_definitions.csv',
}) }}
-- Months of the partnership in which a measure of its own and its definition of serious violence count differently.
with own_measures as (
    select * from {{ ref('stg_measures') }}
),

measure_values as (
    select * from {{ ref('fct_measure_values') }}
),

violence as (
    select * from {{ ref('fct_serious_violence') }}
),

defined as (
    select
        definition || ' ' || version as violence_definition,
        area_code,
        period,
        numerator
    from violence
    where
        measure = 'serious violence'
        and pattern = 'month'
        and area_type = 'csp'
)

select
    own_measures.measure_id,
    measure_values.period,
    measure_values.numerator,
    defined.numerator as defined_numerator
from own_measures
inner join measure_values on own_measures.measure_id = measure_values.measure_id
left join defined
    on
        own_measures.violence_definition = defined.violence_definition
        and measure_values.area_code = defined.area_code
        and measure_values.period = defined.period
where
    own_measures.violence_definition is not null
    and measure_values.area_type = 'csp'
    and measure_values.numerator is distinct from defined.numerator
