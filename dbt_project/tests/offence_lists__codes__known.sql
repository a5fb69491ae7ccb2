{{ config(meta={
    'table': 'offence_lists', 'owner': 'partnership analyst',
    'rationale': 'A misspelt code or flag counts nothing, and the list would be short without a word',
    'remedy': 'correct the code or the flag in seeds/offence_lists.csv',
}) }}
-- Codes that no crime can have, and flags that no model reads. Carrying a knife is not its use: possession, or a crime
-- without the flag, is not knife-enabled violence, whatever a new version of that list says.
select lists.list_name, lists.version, lists.offence_code, lists.needs_flag
from {{ ref('offence_lists') }} as lists
left join {{ ref('offence_codes') }} as codes using (offence_code)
where
    codes.offence_code is null
    or coalesce(lists.needs_flag, 'knife') <> 'knife'
    or (lists.list_name = 'knife-enabled serious violence'
        and (lists.needs_flag is null or codes.offence_group = 'Possession of weapons offences'))
