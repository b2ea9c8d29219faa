-- Outlets and websites that an article leans on.
--
-- Grain:   one row per wording and outlet cited in it.
-- Reads:   core.citations

create or replace view stage.citations as
select
    version_id,
    article_id,
    position,
    outlet,
    relation,
    url,
    part,
    "start",
    "end",
    rule,
    rule_version,
    confidence
from core.citations;

comment on view stage.citations is 'One row per wording and outlet cited in it';
