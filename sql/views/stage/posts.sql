-- Posts of live blogs.
--
-- Grain:   one row per wording of a live blog and post in it.
-- Reads:   core.posts

create or replace view stage.posts as
select
    version_id,
    article_id,
    position,
    headline,
    posted_at,
    posted_local,
    posted_zone,
    posted_precision,
    part,
    "start",
    "end",
    rule,
    rule_version,
    confidence
from core.posts;

comment on view stage.posts is 'One row per wording of a live blog and post in it';
