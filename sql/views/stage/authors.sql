-- Authors in the order of the byline.
--
-- Grain:   one row per wording and author.
-- Reads:   core.authors

create or replace view stage.authors as
select
    version_id,
    article_id,
    position,
    name,
    role,
    as_written
from core.authors;

comment on view stage.authors is 'One row per wording and author';
