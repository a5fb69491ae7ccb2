-- The measures of the catalogue and of the partnership's own, as the partnership uses them: one that it does not use is
-- retired, with its reason in the note. Themes and priorities are those of its plan; where it states no theme, the
-- catalogue's stands. A figure that leads return may be signed as a return of people, and is one then.
with catalogue as (
    select * from {{ ref('measure_catalogue') }}
),

own_measures as (
    select * from {{ ref('stg_measures') }}
),

choices as (
    select * from {{ ref('stg_measure_choices') }}
),

classes as (
    select * from {{ ref('stg_disclosure_classes') }}
),

signed_returns as (
    select name
    from classes
    where signed_class = 'return'
),

listed as (
    select
        *,
        cast(null as varchar) as priority
    from catalogue
    union all by name
    select * from own_measures
)

select
    listed.* replace (
        coalesce(choices.theme, listed.theme) as theme,
        coalesce(choices.priority, listed.priority) as priority,
        coalesce(choices.owner_role, listed.owner_role) as owner_role,
        case
            when choices.is_used = false then concat_ws('. ', 'Not used here: ' || choices.reason, listed.method_note)
            else listed.method_note
        end as method_note,
        case
            when choices.is_used = false then {{ measure_state('retired') }}
            else listed.status
        end as status,
        if(signed_returns.name is not null, 'person', listed.disclosure_class) as disclosure_class
    )
from listed
left join choices on listed.measure_id = choices.measure_id
left join signed_returns on listed.measure_id = signed_returns.name
