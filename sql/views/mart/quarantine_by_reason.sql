-- What goes wrong, and where.
--
-- Grain:   one row per source, stage and reason.
-- Reads:   stage.quarantine
-- Answers: "Which source brings documents that cannot be read?"

create or replace view mart.quarantine_by_reason as
select
    source,
    stage,
    reason,
    count(*) as document_count,
    sum(attempts)::bigint as attempt_count,
    min(first_seen_at) as first_seen_at,
    max(last_seen_at) as last_seen_at,
    arg_max(locator, last_seen_at) as last_locator,
    arg_max(detail, last_seen_at) as last_detail
from stage.quarantine
where resolved_at is null
group by source, stage, reason
order by document_count desc, source, stage, reason;

comment on view mart.quarantine_by_reason is 'One row per source, stage and reason, the most frequent first';
comment on column mart.quarantine_by_reason.source is 'Source name, as in sources.toml';
comment on column mart.quarantine_by_reason.stage is 'Where on their way they were rejected: read, shape, facts or load';
comment on column mart.quarantine_by_reason.reason is 'Reason code; docs/operations.md lists them';
comment on column mart.quarantine_by_reason.document_count is 'Documents in the quarantine';
comment on column mart.quarantine_by_reason.attempt_count is 'Times they were tried';
comment on column mart.quarantine_by_reason.first_seen_at is 'When the first of them was rejected (UTC instant)';
comment on column mart.quarantine_by_reason.last_seen_at is 'When one of them was last rejected (UTC instant)';
comment on column mart.quarantine_by_reason.last_locator is 'The one that was rejected last';
comment on column mart.quarantine_by_reason.last_detail is 'What happened to that one, in a sentence';
