-- Whether each month of the last twelve came whole, per feed and kind: beside what a complete month was expected to
-- have, and what share may be missing unseen. Of feeds about people the whole feed alone, without counts.
with months_judged as (
    select * from {{ ref('fct_completeness') }}
),

completeness as (
    select
        * replace ({{ feed_class('feed', 'disclosure_class') }} as disclosure_class),
        {{ feed_class('feed', 'disclosure_class') }} = 'event' as has_counts
    from months_judged
)

select
    feed,
    period,
    period_start_date,
    period_end_date,
    dimension,
    kind,
    kind_name,
    disclosure_class,
    case when has_counts then row_count end as row_count,
    case when has_counts then round(expected_count, 1) end as expected_count,
    round(blind_share, 3) as blind_share,
    if(has_counts, {{ status('observed') }}, {{ status('withheld') }}) as status,
    completeness,
    reason
from completeness
where has_counts or dimension = 'all'
