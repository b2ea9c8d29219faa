-- What changed between two wordings of an article that stood one after the other.
--
-- Grain:   one row per two such wordings.
-- Reads:   core.edits

create or replace view stage.edits as
select
    article_id,
    before_version_id,
    after_version_id,
    kinds,
    run_id,
    compared_at
from core.edits;

comment on view stage.edits is 'One row per two wordings that stood one after the other';
