-- Stories that are accounts of the event of an earlier one.
--
-- Grain:   one row per story linked to an earlier account.
-- Reads:   core.event_members

create or replace view stage.event_members as
select
    article_id as story_id,
    event_id,
    near_article_id as near_story_id,
    score,
    shared
from core.event_members;

comment on view stage.event_members is 'One row per story linked to an earlier account of its event';
