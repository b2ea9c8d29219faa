-- The wordings of each article in the order in which they stood.
--
-- Grain:   one row per article and version.
-- Reads:   core.version_log

create or replace view stage.version_log as
select
    article_id,
    version,
    version_id,
    is_complete,
    wording_at,
    stood_until,
    seen_at,
    last_seen_at,
    change_kind,
    changed_fields,
    run_id,
    last_run_id
from core.version_log;

comment on view stage.version_log is 'One row per article and version';
