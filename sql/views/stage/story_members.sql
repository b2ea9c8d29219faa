-- Articles of stories of two and more: what each has of the first one.
--
-- Grain:   one row per article of a story of two and more.
-- Reads:   core.story_members

create or replace view stage.story_members as
select
    article_id,
    story_id,
    version_id,
    first_version_id,
    is_same_title,
    copied_share,
    kept_share,
    added,
    left_out
from core.story_members;

comment on view stage.story_members is 'One row per article of a story of two and more';
