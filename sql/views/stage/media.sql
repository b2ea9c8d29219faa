-- Pictures, videos and sounds that belong to a wording.
--
-- Grain:   one row per wording and picture, video or sound.
-- Reads:   core.media

create or replace view stage.media as
select
    version_id,
    article_id,
    position,
    url,
    kind,
    caption,
    credit
from core.media;

comment on view stage.media is 'One row per wording and picture, video or sound';
