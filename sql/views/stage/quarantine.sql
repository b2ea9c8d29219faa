-- Documents that could not become an article; what became one after all has a resolved_at.
--
-- Grain:   one row per place that gave such a document.
-- Reads:   meta.quarantine

create or replace view stage.quarantine as
select
    quarantine_id,
    source,
    locator,
    stage,
    reason,
    detail,
    sha256,
    attempts,
    first_seen_at,
    last_seen_at,
    last_run_id,
    resolved_at
from meta.quarantine;

comment on view stage.quarantine is 'One row per place that gave a document nobody could make an article of';
