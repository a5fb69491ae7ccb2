{{ config(meta={
    'table': 'int_serious_violence_definitions', 'owner': 'partnership analyst',
    'rationale': 'A number of serious violence without its definition cannot be read',
    'remedy': 'write a definition and version of violence_definitions.csv of the partnership folder, or of seeds/serious_violence_definitions.csv, into the setting serious_violence',
}) }}
-- Returns the chosen definition where there is no such one.
with settings as (
    select * from {{ ref('stg_build_settings') }}
),

definitions as (
    select * from {{ ref('int_serious_violence_definitions') }}
)

select settings.serious_violence
from settings
where settings.serious_violence not in (
    select definitions.definition || ' ' || definitions.version
    from definitions
)
