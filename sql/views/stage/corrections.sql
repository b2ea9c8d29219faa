-- What papers say of their own stories: corrections, clarifications, notes of the editors.
--
-- Grain:   one row per wording and note in its body.
-- Reads:   core.corrections

create or replace view stage.corrections as
select
    version_id,
    article_id,
    position,
    kind,
    text,
    part,
    "start",
    "end",
    rule,
    rule_version,
    confidence
from core.corrections;

comment on view stage.corrections is 'One row per wording and note about the story in its body';
