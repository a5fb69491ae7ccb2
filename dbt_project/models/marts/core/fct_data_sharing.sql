-- The statutory scorecard: who shared which item of the Regulations for which three-month information period, by the end of
-- the one that follows. An item without a feed is a row too. A feed the area could do without counts once something of it came:
-- what the law asks for is owed whether or not a build waits for it.
with quarters as (
    select feeds.feed, feeds.period_end_date, feeds.coverage_status, feeds.received_on, feeds.received_count,
        feeds.rejected_count, {{ quarter_key('feeds.period_start_date') }} as information_period
    from {{ ref('int_feeds_covered') }} as feeds
    where feeds.cadence in ('month', 'quarter')
    qualify bool_or(feeds.is_expected or feeds.coverage_status = 'supplied') over (partition by feeds.feed)
),

periods as (
    select period as information_period, period_start_date, period_end_date,
        last_day(cast(period_end_date + interval 1 day + interval 2 month as date)) as due_date
    from {{ ref('dim_periods') }}
    where cadence = 'quarter'
),

counted as (
    select feed, information_period,
        count(*) as expected_count,
        count(*) filter (where coverage_status = 'supplied') as supplied_count,
        max(received_on) as last_received_date,
        sum(received_count) as received_count,
        sum(rejected_count) as rejected_count
    from quarters
    group by feed, information_period
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
    case when counted.supplied_count = counted.expected_count then counted.last_received_date end as complete_since_date,
    cast(counted.received_count as bigint) as received_count,
    cast(counted.rejected_count as bigint) as rejected_count,
    case
        when counted.feed is null then 'no feed'
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
left join counted using (feed, information_period)
