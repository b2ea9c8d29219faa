-- How soon after its publication an article is here.
--
-- What was published before its source was first read says nothing of that, nor does a day without a time; both
-- are counted as new and not measured.
--
-- Grain:   one row per source and day of first sight.
-- Reads:   stage.articles, stage.settings
-- Answers: "Do we see this source's articles within a quarter of an hour?", "Since when are we late?"

create or replace view mart.source_freshness as
with watched as (
    select source, min(first_seen_at) as since
    from stage.articles
    group by source
),

delay as (
    select
        a.source,
        (a.first_seen_at at time zone s.timezone)::date as seen_date,
        -- A clock that is ahead publishes in the future: then it was here at once.
        case
            when a.published_precision in ('second', 'minute') and a.published_at >= w.since
                then greatest(epoch(a.first_seen_at) - epoch(a.published_at), 0)
        end as delay_s
    from stage.articles as a
    join watched as w using (source)
    cross join stage.settings as s
)

select
    source,
    seen_date,
    count(*) as new_count,
    count(delay_s) as measured_count,
    quantile_cont(delay_s, 0.5) as published_to_warehouse_p50_s,
    quantile_cont(delay_s, 0.95) as published_to_warehouse_p95_s,
    max(delay_s) as published_to_warehouse_max_s,
    count(*) filter (where delay_s <= 15 * 60) / nullif(count(delay_s), 0) as within_15_minutes_share
from delay
group by source, seen_date
order by seen_date desc, source;

comment on view mart.source_freshness is 'One row per source and day of first sight, the newest first';
comment on column mart.source_freshness.source is 'Source name, as in sources.toml';
comment on column mart.source_freshness.seen_date is 'Day of first sight in the reader''s time zone';
comment on column mart.source_freshness.new_count is 'Articles first seen that day';
comment on column mart.source_freshness.measured_count is 'Those of them published, to the minute, since the source is read';
comment on column mart.source_freshness.published_to_warehouse_p50_s is 'Median of the seconds between publication and first sight of those; null where there are none';
comment on column mart.source_freshness.published_to_warehouse_p95_s is 'Seconds within which 95 of 100 of them were seen';
comment on column mart.source_freshness.published_to_warehouse_max_s is 'Seconds of the one that was seen last';
comment on column mart.source_freshness.within_15_minutes_share is 'Share of them seen within 15 minutes, from 0 to 1';
