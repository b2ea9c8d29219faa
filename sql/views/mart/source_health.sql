-- Which source went quiet. Sources that are polled are judged by their addresses, files by their runs: what
-- needs the network is null for these.
--
-- "Now" is when the newest run of all began, so that a copy says the same whenever it is read.
--
-- Grain:   one row per source that a run has met or that is polled.
-- Reads:   stage.addresses, stage.articles, stage.fetches, stage.quarantine, stage.run_counts, stage.runs
-- Answers: "Which source went quiet?", "Whose documents have failed for days?", "What is asked next, and when?"

create or replace view mart.source_health as
with newest_run as (
    select max(started_at) as started_at
    from stage.runs
),

run as (
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
        max(ended_at) filter (where age = 1) as last_ended_at,
        bool_or(is_success) filter (where age = 1) as is_last_success,
        bool_or(has_rejected) filter (where age = 1) as has_last_rejected,
        bool_or(is_waiting) filter (where age = 1) as is_last_waiting
    from run
    group by source
),

-- A source fails when all of its configured addresses do; what an index lists is not configured.
polled as (
    select
        a.source,
        count(*) as address_count,
        count(*) filter (where a.status = 'gone') as gone_address_count,
        coalesce(bool_and(a.status = 'gone') filter (where a.parent is null), false) as is_gone,
        coalesce(
            bool_and(a.failure_count > 0 or a.status = 'gone') filter (where a.parent is null), false
        ) as is_failing,
        coalesce(bool_and(coalesce(a.held_until > n.started_at, false)) filter (where a.parent is null), false) as is_paused,
        bool_or(a.failure_count > 0 or a.status = 'gone') as has_failing,
        max(a.held_until) filter (where a.held_until > n.started_at) as paused_until,
        max(a.last_success_at) as last_success_at,
        max(a.last_asked_at) as last_asked_at,
        arg_max(a.last_outcome, a.last_asked_at) as last_outcome,
        arg_max(a.last_error, a.last_asked_at) filter (
            where a.failure_count > 0 or a.status = 'gone'
        ) as last_error,
        coalesce(min(a.failure_count) filter (where a.parent is null), 0) as failure_count,
        min(a.next_due_at) filter (where a.status <> 'gone') as next_due_at
    from stage.addresses as a
    cross join newest_run as n
    group by a.source
),

asked as (
    select
        f.source,
        sum(f.request_count)::bigint as requests_24h,
        count(*) filter (where f.is_not_modified) as not_modified_24h,
        count(*) filter (where f.is_failed) as failed_24h,
        sum(f.wire_byte_count)::bigint as received_bytes_24h
    from stage.fetches as f
    join newest_run as n on f.fetched_at > n.started_at - interval 24 hours
    group by f.source
),

recent as (
    select
        a.source,
        count(*) filter (where a.first_seen_at > n.started_at - interval 24 hours) as new_24h,
        count(*) filter (where a.first_seen_at > n.started_at - interval 7 days) as new_7d,
        max(a.first_seen_at) as last_new_at,
        greatest(epoch(any_value(n.started_at)) - epoch(max(a.first_seen_at)), 0) as silent_s,
        median(epoch(a.first_seen_at) - epoch(a.published_at)) filter (
            where a.first_seen_at > n.started_at - interval 24 hours
                and a.published_precision in ('second', 'minute', 'hour')
        ) as published_to_warehouse_p50_s
    from stage.articles as a
    cross join newest_run as n
    group by a.source
),

-- Runs that brought something new: a source that was read once as a heap of files has no rhythm.
arrival as (
    select a.source, min(a.first_seen_at) as arrived_at
    from stage.articles as a
    join recent as r on r.source = a.source and a.first_seen_at > r.last_new_at - interval 28 days
    group by a.source, a.first_run_id
),

pause as (
    select
        source,
        epoch(arrived_at) - epoch(lag(arrived_at) over (partition by source order by arrived_at)) as pause_s
    from arrival
),

rhythm as (
    select source, count(pause_s) as pause_count, max(pause_s) as longest_silence_s
    from pause
    group by source
),

failure as (
    select source, arg_max(reason || ': ' || detail, last_seen_at) as last_error
    from stage.quarantine
    where resolved_at is null
    group by source
)

select
    source,
    case
        when p.is_gone then 'gone'
        when j.is_last_waiting then 'waiting'
        when p.is_paused then 'paused'
        when p.is_failing or (p.is_failing is null and not j.is_last_success) then 'failing'
        when p.has_failing then 'degraded'
        -- What was rejected once is no fault of a source that has answered since.
        when j.has_last_rejected and coalesce(p.last_asked_at <= j.last_ended_at, true) then 'degraded'
        else 'ok'
    end as status,
    case when p.source is null then j.last_success_at else p.last_success_at end as last_success_at,
    coalesce(p.last_error, f.last_error) as last_error,
    coalesce(p.failure_count, j.failure_count) as failure_count,
    p.next_due_at,
    case when p.source is null then k.requests_24h else coalesce(k.requests_24h, 0) end as requests_24h,
    coalesce(n.new_24h, 0) as new_24h,
    n.published_to_warehouse_p50_s,
    coalesce(n.new_7d, 0) as new_7d,
    n.last_new_at,
    n.silent_s,
    h.longest_silence_s,
    case when h.pause_count >= 5 then n.silent_s > greatest(2 * h.longest_silence_s, 24 * 60 * 60) end as is_quiet,
    p.last_asked_at,
    p.last_outcome,
    p.paused_until,
    p.address_count,
    p.gone_address_count,
    k.not_modified_24h,
    k.failed_24h,
    k.received_bytes_24h
from judged as j
full join polled as p using (source)
left join asked as k using (source)
left join failure as f using (source)
left join recent as n using (source)
left join rhythm as h using (source)
order by source;

comment on view mart.source_health is 'One row per source that a run has met or that is polled';
comment on column mart.source_health.source is 'Source name, as in sources.toml';
comment on column mart.source_health.status is 'ok; degraded (some of its addresses failed, or some of the documents of its newest run were rejected); failing (all of them were, or there were none); paused (its servers asked for patience); gone (they answered 410 and are not asked any more); waiting (its documents wait for the next run)';
comment on column mart.source_health.last_success_at is 'When one of its addresses last gave an answer of use, if only that nothing changed; of files, when the newest run that stored or knew a document of it ended (UTC instant)';
comment on column mart.source_health.last_error is 'What was wrong with the last answer of an address that fails; else reason and detail of the document that was rejected last and is still in the quarantine; null where there is neither';
comment on column mart.source_health.failure_count is 'Times in a row that all its addresses failed; of files, runs since the last one that stored or knew a document of it';
comment on column mart.source_health.next_due_at is 'When one of its addresses is asked next (UTC instant); null for sources that are files';
comment on column mart.source_health.requests_24h is 'Requests on the wire, pages of articles included, in the 24 hours before the newest run of all, and since; null for sources that are files';
comment on column mart.source_health.new_24h is 'Articles first seen in the 24 hours before the newest run of all, and since';
comment on column mart.source_health.published_to_warehouse_p50_s is 'Median of the seconds between publication and first sight of those articles, where the hour of publication is known';
comment on column mart.source_health.new_7d is 'Articles first seen in the 7 days before the newest run of all, and since';
comment on column mart.source_health.last_new_at is 'When an article of it was last new (UTC instant)';
comment on column mart.source_health.silent_s is 'Seconds from then to the newest run of all';
comment on column mart.source_health.longest_silence_s is 'Longest time without a new article in the 28 days before that, in seconds';
comment on column mart.source_health.is_quiet is 'True where it is silent for a day and for twice its longest silence: it went quiet; null where too few runs brought something new to know its rhythm';
comment on column mart.source_health.last_asked_at is 'When one of its addresses was last asked (UTC instant); null for sources that are files';
comment on column mart.source_health.last_outcome is 'Outcome of that request, as in mart.fetches';
comment on column mart.source_health.paused_until is 'How long a server of it asked for patience, as of the newest run of all (UTC instant)';
comment on column mart.source_health.address_count is 'Addresses that are polled for it: feeds, sitemaps, watched pages, lists; see mart.addresses';
comment on column mart.source_health.gone_address_count is 'Those of them that answered 410 and are not asked any more';
comment on column mart.source_health.not_modified_24h is 'Answers in those 24 hours that nothing changed';
comment on column mart.source_health.failed_24h is 'Requests in those 24 hours that failed';
comment on column mart.source_health.received_bytes_24h is 'Bytes of the bodies received in those 24 hours';
