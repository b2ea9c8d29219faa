-- Names in the text, in title and body.
--
-- Grain:   one row per wording and name in its text.
-- Reads:   core.mentions

create or replace view stage.mentions as
select
    version_id,
    article_id,
    position,
    text,
    kind,
    name,
    entity_id,
    titles,
    part,
    "start",
    "end",
    rule,
    rule_version,
    confidence
from core.mentions;

comment on view stage.mentions is 'One row per wording and name in its text';
