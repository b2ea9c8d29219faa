-- Dates, times, durations and recurring times in the text.
--
-- Grain:   one row per wording and date in its text.
-- Reads:   core.dates

create or replace view stage.dates as
select
    version_id,
    article_id,
    position,
    text,
    value,
    kind,
    grain,
    starts_on,
    ends_on,
    anchor as anchor_date,
    part,
    "start",
    "end",
    rule,
    rule_version,
    confidence
from core.dates;

comment on view stage.dates is 'One row per wording and date in its text';
