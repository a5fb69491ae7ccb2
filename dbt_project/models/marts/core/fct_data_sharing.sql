-- The statutory scorecard: who shared which item of the Regulations for which three-month information period, by the
-- end of the one that follows. An item without a feed is a row too. A feed the area could do without counts once
-- something of it came: what the law asks for is due whether or not a build waits for it. Where authorities share one
-- file, each is judged by its own rows: a file without any of them is not its delivery. An item of which the feed
-- lacks parts is partly shared at best. Of what was due before this installation first received anything of the feed,
-- nobody can say when it was shared.
with feeds_covered as (
    select * from {{ ref('int_feeds_covered') }}
),

asb_incidents as (
    select * from {{ ref('stg_asb_incidents') }}
),

dim_periods as (
    select * from {{ ref('dim_periods') }}
),

items as (
    select * from {{ ref('sharing_items') }}
),

settings as (
    select * from {{ ref('stg_build_settings') }}
),

feeds_in_use as (
    select *
    from feeds_covered
    where cadence in ('month', 'quarter')
    qualify bool_or(is_expected or coverage_status = {{ coverage_status('supplied') }}) over (partition by feed)
),

rows_by_source as (
    select
        'asb_incidents' as feed,
        source,
        period,
        count(*) as row_count
    from asb_incidents
    group by source, period
),

information_periods as (
    -- Due by the end of the information period that follows, which is three months long.
    select
        period as information_period,
        period_start_date,
        period_end_date,
        last_day(cast(period_end_date + interval 1 day + interval 2 month as date)) as due_date
    from dim_periods
    where cadence = 'quarter'
),

deliveries_counted as (
    select
        items.item_id,
        {{ quarter_key('feeds_in_use.period_start_date') }} as information_period,
        count(*) as expected_count,
        count(*) filter (
            where feeds_in_use.coverage_status = {{ coverage_status('supplied') }}
            and (items.source is null or rows_by_source.row_count > 0)
        ) as supplied_count,
        max(feeds_in_use.received_on) as last_received_date,
        min(feeds_in_use.records_from_date) as records_from_date,
        sum(if(
            items.source is null or feeds_in_use.accepted_count is null,
            feeds_in_use.accepted_count,
            coalesce(rows_by_source.row_count, 0)
        )) as accepted_count
    from items
    inner join feeds_in_use using (feed)
    left join rows_by_source using (feed, source, period)
    group by all
),

items_by_period as (
    select
        items.*,
        information_periods.*,
        deliveries_counted.supplied_count,
        deliveries_counted.expected_count,
        deliveries_counted.accepted_count,
        deliveries_counted.records_from_date,
        deliveries_counted.last_received_date,
        deliveries_counted.item_id is not null as has_feed,
        deliveries_counted.supplied_count = deliveries_counted.expected_count as is_complete,
        settings.history_end_date
    from items
    cross join information_periods
    cross join settings
    left join deliveries_counted
        on
            items.item_id = deliveries_counted.item_id
            and information_periods.information_period = deliveries_counted.information_period
)

select
    item_id,
    authority,
    item,
    provision,
    feed,
    missing_parts,
    information_period,
    period_start_date,
    period_end_date,
    due_date,
    cast(coalesce(supplied_count, 0) as bigint) as supplied_count,
    cast(expected_count as bigint) as expected_count,
    records_from_date,
    case when is_complete then last_received_date end as complete_since_date,
    cast(accepted_count as bigint) as accepted_count,
    case
        when not has_feed then {{ sharing_status('no feed') }}
        when due_date < records_from_date then {{ sharing_status('before records began') }}
        when is_complete and missing_parts is not null then {{ sharing_status('partly shared') }}
        when is_complete and last_received_date <= due_date then {{ sharing_status('on time') }}
        when is_complete then {{ sharing_status('complete, late') }}
        when due_date > history_end_date then {{ sharing_status('not yet due') }}
        when supplied_count > 0 then {{ sharing_status('partly shared') }}
        else {{ sharing_status('not shared') }}
    end as sharing_status
from items_by_period
