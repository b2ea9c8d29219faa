-- Short forms with the long forms the article gives for them.
--
-- Grain:   one row per wording and short form it explains.
-- Reads:   core.acronyms

create or replace view stage.acronyms as
select
    version_id,
    article_id,
    position,
    short,
    long,
    long_start,
    long_end,
    part,
    "start",
    "end",
    rule,
    rule_version,
    confidence
from core.acronyms;

comment on view stage.acronyms is 'One row per wording and short form it explains';
