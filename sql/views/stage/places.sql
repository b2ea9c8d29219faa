-- Places in the text.
--
-- Grain:   one row per wording and place in its text.
-- Reads:   core.places

create or replace view stage.places as
select
    version_id,
    article_id,
    position,
    text,
    name,
    country,
    latitude,
    longitude,
    part,
    "start",
    "end",
    rule,
    rule_version,
    confidence
from core.places;

comment on view stage.places is 'One row per wording and place in its text';
