{{ config(meta={
    'table': 'serious_violence_definitions', 'owner': 'partnership analyst',
    'rationale': 'A misspelt code or flag counts nothing, and a code without a factor of s.13(6) has no reason to be there',
    'remedy': 'correct the code, the flag or the factor in seeds/serious_violence_definitions.csv',
}) }}
with definitions as (
    select * from {{ ref('serious_violence_definitions') }}
),

offence_codes as (
    select * from {{ ref('offence_codes') }}
)

select definitions.*
from definitions
left join offence_codes on definitions.offence_code = offence_codes.offence_code
where
    (offence_codes.offence_code is null and definitions.offence_code <> '*')
    or coalesce(definitions.needs_flag, 'knife') not in ('knife', 'domestic abuse')
    or not list_has_all(
        [
            'maximum penalty',
            'impact on any victim',
            'prevalence in the area',
            'impact on the community'
        ],
        string_split(definitions.statutory_factors, '; ')
    )
    or coalesce(trim(definitions.reason), '') = ''
