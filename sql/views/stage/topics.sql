-- What wordings are about, in IPTC Media Topics.
--
-- Grain:   one row per wording and topic.
-- Reads:   core.topics

create or replace view stage.topics as
select
    version_id,
    article_id,
    position,
    topic_id,
    name as topic_name,
    broader_id,
    text,
    spans,
    part,
    "start",
    "end",
    rule,
    rule_version,
    confidence
from core.topics;

comment on view stage.topics is 'One row per wording and topic';
