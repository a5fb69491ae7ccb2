-- The statutory scorecard: who shared which item of the Regulations for which three-month information period, by the end of
-- the one that follows. An item without a feed is a row too. A feed the area could do without counts once something of it came:
-- what the law asks for is owed whether or not a build waits for it. Where authorities share one file, each is judged by its
-- own rows: a file without any of them is not its delivery. An item of which the feed lacks parts is partly shared at best.
-- Of what was due before this installation first received anything of the feed, nobody can tell when it was shared.
with covered as (
    select feeds.*
    from {{ ref('int_feeds_covered') }} as feeds
    where feeds.cadence in ('month', 'quarter')
    qualify bool_or(feeds.is_expected or feeds.coverage_status = 'supplied') over (partition by feeds.feed)
),

reported as (
    select 'asb_incidents' as feed, source, period, count(*) as row_count
    from {{ ref('stg_asb_incidents') }}
    group by source, period
),

periods as (
    select period as information_period, period_start_date, period_end_date,
        last_day(cast(period_end_date + interval 1 day + interval 2 month as date)) as due_date
    from {{ ref('dim_periods') }}
    where cadence = 'quarter'
),

counted as (
    select items.item_id, {{ quarter_key('covered.period_start_date') }} as information_period,
        count(*) as expected_count,
        count(*) filter (where covered.coverage_status = 'supplied' and (items.source is null or reported.row_count > 0))
            as supplied_count,
        max(covered.received_on) as last_received_date,
        min(covered.records_from_date) as records_from_date,
        sum(if(items.source is null or covered.accepted_count is null, covered.accepted_count, coalesce(reported.row_count, 0)))
            as accepted_count
    from {{ ref('sharing_items') }} as items
    inner join covered using (feed)
    left join reported using (feed, source, period)
    group by items.item_id, information_period
)

select
    items.item_id,
    items.authority,
    items.item,
    items.provision,
    items.feed,
    items.missing_parts,
    periods.information_period,
    periods.period_start_date,
    periods.period_end_date,
    periods.due_date,
    cast(coalesce(counted.supplied_count, 0) as bigint) as supplied_count,
    cast(counted.expected_count as bigint) as expected_count,
    counted.records_from_date,
    case when counted.supplied_count = counted.expected_count then counted.last_received_date end as complete_since_date,
    cast(counted.accepted_count as bigint) as accepted_count,
    case
        when counted.item_id is null then 'no feed'
        when periods.due_date < counted.records_from_date then 'before records began'
        when counted.supplied_count = counted.expected_count and items.missing_parts is not null then 'partly shared'
        when counted.supplied_count = counted.expected_count and counted.last_received_date <= periods.due_date
            then 'on time'
        when counted.supplied_count = counted.expected_count then 'complete, late'
        when periods.due_date > settings.history_end_date then 'not yet due'
        when counted.supplied_count > 0 then 'partly shared'
        else 'not shared'
    end as sharing_status
from {{ ref('sharing_items') }} as items
cross join periods
cross join (select history_end_date from {{ ref('stg_build_settings') }}) as settings
left join counted using (item_id, information_period)
