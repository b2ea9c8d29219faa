-- The phrases that characterise wordings.
--
-- Grain:   one row per wording and phrase.
-- Reads:   core.keywords

create or replace view stage.keywords as
select
    version_id,
    article_id,
    position,
    text,
    phrase,
    mention_count,
    part,
    "start",
    "end",
    rule,
    rule_version,
    confidence
from core.keywords;

comment on view stage.keywords is 'One row per wording and phrase that characterises it';
