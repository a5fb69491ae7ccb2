-- How the places of each scheme did against places like them.
with schemes as (
    select * from {{ ref('fct_safer_streets') }}
)

select
    scheme_id,
    title,
    grant_id,
    measure_ids,
    before_from,
    before_to,
    after_from,
    after_to,
    {% for name in safer_streets_roles() %}
        cast({{ name }}_before_count as bigint) as {{ name }}_before_count,
        cast({{ name }}_after_count as bigint) as {{ name }}_after_count,
    {% endfor %}
    cast(difference as bigint) as difference,
    cast(standard_error as double) as standard_error,
    cast(lower as double) as lower,
    cast(upper as double) as upper,
    verdict,
    verdict_reason,
    basis
from schemes
