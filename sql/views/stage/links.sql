-- Links in the body, with the host each leads to.
--
-- Grain:   one row per wording and link in its body.
-- Reads:   core.links

create or replace view stage.links as
select
    version_id,
    article_id,
    position,
    url,
    nullif(regexp_extract(lower(url), '^[a-z]+://(?:[^/?#@]*@)?(?:www\.)?([^/:?#]+)', 1), '') as host_name,
    anchor,
    part,
    "start",
    "end",
    rule,
    rule_version,
    confidence
from core.links;

comment on view stage.links is 'One row per wording and link in its body';
