-- The addresses that are polled, each as it stands: when it is asked next, and what is wrong with it.
--
-- Grain:   one row per source and address as configured, or as the sitemap index it was found in names it.
-- Reads:   stage.addresses, stage.runs
-- Answers: "Which feeds have moved or gone?", "What is asked next, and when?"

create or replace view mart.addresses as
with newest_run as (
    select max(started_at) as started_at
    from stage.runs
)

select
    a.source,
    a.url,
    a.kind,
    case
        when a.status = 'gone' then 'gone'
        when a.held_until > n.started_at then 'paused'
        when a.failure_count > 0 then 'failing'
        else 'ok'
    end as status,
    a.address,
    a.moved_from,
    a.moved_at,
    a.parent,
    a.last_asked_at,
    a.last_success_at,
    a.last_outcome,
    a.last_error,
    a.failure_count,
    a.next_due_at,
    epoch(a.next_due_at) - epoch(a.last_asked_at) as poll_interval_s,
    a.held_until
from stage.addresses as a
cross join newest_run as n
order by a.source, a.url;

comment on view mart.addresses is 'One row per address that is polled: a feed, a sitemap, a watched page or a list';
comment on column mart.addresses.source is 'Source name, as in sources.toml';
comment on column mart.addresses.url is 'Address as configured, or as the sitemap index it was found in names it';
comment on column mart.addresses.kind is 'feed, sitemap, page, urls or address';
comment on column mart.addresses.status is 'ok; failing (the last answer was of no use); paused (its server asked for patience, as of the newest run); gone (it answered 410 and is not asked any more)';
comment on column mart.addresses.address is 'Address that is asked: another one once a permanent redirect was seen twice';
comment on column mart.addresses.moved_from is 'Address that was asked before it moved; null where it has not';
comment on column mart.addresses.moved_at is 'When it moved (UTC instant)';
comment on column mart.addresses.parent is 'Sitemap index it was found in; null for a configured address';
comment on column mart.addresses.last_asked_at is 'When it was last asked (UTC instant)';
comment on column mart.addresses.last_success_at is 'When it last gave an answer of use, if only that nothing changed (UTC instant)';
comment on column mart.addresses.last_outcome is 'Outcome of the last request, as in mart.fetches';
comment on column mart.addresses.last_error is 'What was wrong with the last answer, as a sentence; null where it was of use';
comment on column mart.addresses.failure_count is 'Answers of no use since the last one that was of use';
comment on column mart.addresses.next_due_at is 'When it is asked next (UTC instant); null where it is not asked any more';
comment on column mart.addresses.poll_interval_s is 'Seconds from the last request to the next';
comment on column mart.addresses.held_until is 'How long its server asked for patience (UTC instant)';
