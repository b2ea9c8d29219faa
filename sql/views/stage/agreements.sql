-- Treaties, accords, bills and laws in the text.
--
-- Grain:   one row per wording and agreement named in it.
-- Reads:   core.agreements

create or replace view stage.agreements as
select
    version_id,
    article_id,
    position,
    name,
    short,
    part,
    "start",
    "end",
    rule,
    rule_version,
    confidence
from core.agreements;

comment on view stage.agreements is 'One row per wording and agreement named in it';
