-- Things said.
--
-- Grain:   one row per wording and thing said in it.
-- Reads:   core.quotes

create or replace view stage.quotes as
select
    version_id,
    article_id,
    position,
    text,
    kind,
    spans,
    cue,
    speaker,
    speaker_start,
    speaker_end,
    speaker_name,
    speaker_entity_id,
    part,
    "start",
    "end",
    rule,
    rule_version,
    confidence
from core.quotes;

comment on view stage.quotes is 'One row per wording and thing said in it';
