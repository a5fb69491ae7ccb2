{{ config(meta={
    'table': 'offence_lists', 'owner': 'partnership analyst',
    'rationale': 'A misspelt code or flag counts nothing, and the list would be short without a word',
    'remedy': 'correct the code or the flag in seeds/offence_lists.csv',
}) }}
-- Codes that no crime can have, and flags that no model reads. Carrying a knife is not its use: possession, or a crime
-- without the flag, is not knife-enabled violence, whatever a new version of that list says.
with offence_lists as (
    select * from {{ ref('offence_lists') }}
),

offence_codes as (
    select * from {{ ref('offence_codes') }}
)

select
    offence_lists.list_name,
    offence_lists.version,
    offence_lists.offence_code,
    offence_lists.needs_flag
from offence_lists
left join offence_codes on offence_lists.offence_code = offence_codes.offence_code
where
    offence_codes.offence_code is null
    or coalesce(offence_lists.needs_flag, 'knife') <> 'knife'
    or (
        offence_lists.list_name = 'knife-enabled serious violence'
        and (
            offence_lists.needs_flag is null
            or offence_codes.offence_group = 'Possession of weapons offences'
        )
    )
