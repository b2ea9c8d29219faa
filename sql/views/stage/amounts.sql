-- Sums of money, percentages and counted quantities in the text.
--
-- Grain:   one row per wording and amount in its text.
-- Reads:   core.amounts

create or replace view stage.amounts as
select
    version_id,
    article_id,
    position,
    text,
    kind,
    value as amount,
    currency,
    unit,
    part,
    "start",
    "end",
    rule,
    rule_version,
    confidence
from core.amounts;

comment on view stage.amounts is 'One row per wording and amount in its text';
