-- The headlines and sentences that changed between two wordings.
--
-- Grain:   one row per two wordings and passage that changed.
-- Reads:   core.edit_passages

create or replace view stage.edit_passages as
select
    article_id,
    before_version_id,
    after_version_id,
    position,
    kind,
    change,
    part,
    aspects,
    before_start,
    before_end,
    before_text,
    before_words,
    before_numbers,
    before_names,
    after_start,
    after_end,
    after_text,
    after_words,
    after_numbers,
    after_names
from core.edit_passages;

comment on view stage.edit_passages is 'One row per two wordings and passage that changed';
