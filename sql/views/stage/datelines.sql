-- The place, and often the day, that opens a body.
--
-- Grain:   one row per wording and dateline it opens with.
-- Reads:   core.datelines

create or replace view stage.datelines as
select
    version_id,
    article_id,
    position,
    place,
    on_date as dateline_date,
    part,
    "start",
    "end",
    rule,
    rule_version,
    confidence
from core.datelines;

comment on view stage.datelines is 'One row per wording and dateline it opens with';
