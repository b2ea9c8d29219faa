-- Wire agencies that an article credits.
--
-- Grain:   one row per wording and agency credited in it.
-- Reads:   core.credits

create or replace view stage.credits as
select
    version_id,
    article_id,
    position,
    agency,
    as_written,
    part,
    "start",
    "end",
    rule,
    rule_version,
    confidence
from core.credits;

comment on view stage.credits is 'One row per wording and agency credited in it';
