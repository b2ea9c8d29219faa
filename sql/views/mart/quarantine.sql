-- Documents that could not become an article, with the reason and the way back to their bytes.
--
-- Grain:   one row per document in the quarantine.
-- Reads:   stage.quarantine
-- Answers: "What was rejected, and why?"

create or replace view mart.quarantine as
select
    source,
    locator,
    stage,
    reason,
    detail,
    first_seen_at,
    last_seen_at,
    attempts,
    sha256,
    quarantine_id
from stage.quarantine
where resolved_at is null;

comment on view mart.quarantine is 'One row per document that could not become an article';
comment on column mart.quarantine.source is 'Source name, as in sources.toml';
comment on column mart.quarantine.locator is 'Way back to the bytes: a path, with the line, row, item or offset in it';
comment on column mart.quarantine.stage is 'Where on its way it was rejected: read, shape, facts or load';
comment on column mart.quarantine.reason is 'Reason code; docs/operations.md lists them';
comment on column mart.quarantine.detail is 'What happened, in a sentence';
comment on column mart.quarantine.first_seen_at is 'When it was first rejected (UTC instant)';
comment on column mart.quarantine.last_seen_at is 'When it was last rejected (UTC instant)';
comment on column mart.quarantine.attempts is 'Times it was tried';
comment on column mart.quarantine.sha256 is 'Digest of its bytes; null where they could not be read';
comment on column mart.quarantine.quarantine_id is 'The quarantined document';
