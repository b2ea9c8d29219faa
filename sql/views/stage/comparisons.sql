-- What other documents say of an article beside the wording that is stored.
--
-- Grain:   one row per document that is compared.
-- Reads:   core.comparisons

create or replace view stage.comparisons as
select
    document_id,
    article_id,
    version_id,
    is_same_title,
    word_count,
    stored_share,
    told_share,
    run_id,
    compared_at
from core.comparisons;

comment on view stage.comparisons is 'One row per document that is compared';
