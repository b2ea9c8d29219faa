-- Which source went quiet. Judged from the runs alone: what needs the network is null for sources
-- that are files.
--
-- Grain:   one row per source that a run has met.
-- Reads:   stage.articles, stage.quarantine, stage.run_counts, stage.runs
-- Answers: "Which source went quiet?", "Whose documents have failed for days?"

create or replace view mart.source_health as
with run as (
    select
        c.source,
        r.ended_at,
        c."read" > c.rejected + c.spooled as is_success,
        c.rejected > 0 as has_rejected,
        c."read" > 0 and c."read" = c.spooled as is_waiting,
        row_number() over (partition by c.source order by r.started_at desc, c.run_id desc) as age
    from stage.run_counts as c
    join stage.runs as r using (run_id)
    where r.state <> 'running'
),

judged as (
    select
        source,
        max(ended_at) filter (where is_success) as last_success_at,
        coalesce(min(age) filter (where is_success), count(*) + 1) - 1 as failure_count,
        bool_or(is_success) filter (where age = 1) as is_last_success,
        bool_or(has_rejected) filter (where age = 1) as has_last_rejected,
        bool_or(is_waiting) filter (where age = 1) as is_last_waiting
    from run
    group by source
),

newest_run as (
    select max(started_at) as started_at
    from stage.runs
),

recent as (
    select
        a.source,
        count(*) as new_24h,
        median(epoch(a.first_seen_at) - epoch(a.published_at)) filter (
            where a.published_precision in ('second', 'minute', 'hour')
        ) as published_to_warehouse_p50_s
    from stage.articles as a
    join newest_run as n on a.first_seen_at > n.started_at - interval 24 hours
    group by a.source
),

failure as (
    select source, arg_max(reason || ': ' || detail, last_seen_at) as last_error
    from stage.quarantine
    where resolved_at is null
    group by source
)

select
    j.source,
    case
        when j.is_last_waiting then 'waiting'
        when not j.is_last_success then 'failing'
        when j.has_last_rejected then 'degraded'
        else 'ok'
    end as status,
    j.last_success_at,
    f.last_error,
    j.failure_count,
    null::timestamptz as next_due_at,
    null::bigint as requests_24h,
    coalesce(n.new_24h, 0) as new_24h,
    n.published_to_warehouse_p50_s
from judged as j
left join failure as f using (source)
left join recent as n using (source)
order by j.source;

comment on view mart.source_health is 'One row per source that a run has met';
comment on column mart.source_health.source is 'Source name, as in sources.toml';
comment on column mart.source_health.status is 'As of its newest run: ok; degraded (some of its documents were rejected); failing (all of them were, or there were none); waiting (they wait for the next run)';
comment on column mart.source_health.last_success_at is 'When the newest run that stored or knew a document of it ended (UTC instant)';
comment on column mart.source_health.last_error is 'Reason and detail of the document that was rejected last and is still in the quarantine; null where none is';
comment on column mart.source_health.failure_count is 'Runs since the last one that stored or knew a document of it';
comment on column mart.source_health.next_due_at is 'When it is next due (UTC instant); null for sources that are files';
comment on column mart.source_health.requests_24h is 'Requests made of it in 24 hours; null for sources that are files';
comment on column mart.source_health.new_24h is 'Articles first seen in the 24 hours before the newest run of all, and since';
comment on column mart.source_health.published_to_warehouse_p50_s is 'Median of the seconds between publication and first sight of those articles, where the hour of publication is known';
