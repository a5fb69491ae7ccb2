{{ config(meta={
    'table': 'offence_lists', 'owner': 'partnership analyst',
    'rationale': 'A misspelt code or flag counts nothing, and the list would be short without a word',
    'remedy': 'correct the code or the flag in seeds/offence_lists.csv',
}) }}
-- Codes that no crime can have, and flags that no model reads.
select lists.list_name, lists.version, lists.offence_code, lists.needs_flag
from {{ ref('offence_lists') }} as lists
left join {{ ref('offence_codes') }} as codes using (offence_code)
where codes.offence_code is null or coalesce(lists.needs_flag, 'knife') <> 'knife'
