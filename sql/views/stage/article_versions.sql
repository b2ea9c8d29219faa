-- The wordings themselves, each once, whenever it stood.
--
-- Grain:   one row per wording of an article.
-- Reads:   core.article_versions

create or replace view stage.article_versions as
select
    version_id,
    article_id,
    content_hash,
    title,
    kicker,
    standfirst,
    body,
    credit_line,
    word_count,
    language,
    tags,
    flags,
    charset_declared,
    charset_used,
    charset_replaced,
    is_complete,
    next_page_url,
    document_id,
    run_id,
    first_seen_at
from core.article_versions;

comment on view stage.article_versions is 'One row per wording of an article';
