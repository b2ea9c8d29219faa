-- What came in and became, or repeated, a wording of an article.
--
-- Grain:   one row per document.
-- Reads:   raw.documents

create or replace view stage.documents as
select
    document_id,
    source,
    locator,
    sha256,
    media_type,
    byte_count,
    url,
    fetched_at,
    charset_declared,
    charset_used,
    article_id,
    version_id,
    wording_at,
    outcome,
    is_beside,
    run_id,
    batch_id,
    sequence,
    first_seen_at
from raw.documents;

comment on view stage.documents is 'One row per document that became, or repeated, a wording of an article';
