-- A feed item and its page, side by side: what the one has of the other.
--
-- Grain:   one row per document that is compared with a stored article.
-- Reads:   stage.article_versions, stage.articles, stage.comparisons, stage.documents
-- Answers: "Which feeds hold less than their pages?", "Where does the page say something else than the feed?"

create or replace view mart.comparisons as
select
    c.article_id,
    a.source,
    a.title,
    if(d.media_type = 'text/html', 'page', 'record') as told_by,
    if(s.media_type = 'text/html', 'page', 'record') as stored_from,
    c.is_same_title,
    c.word_count as told_word_count,
    v.word_count as stored_word_count,
    c.stored_share,
    c.told_share,
    c.compared_at,
    a.url,
    d.locator,
    c.version_id,
    c.document_id,
    c.run_id
from stage.comparisons as c
join stage.articles as a using (article_id)
join stage.article_versions as v using (version_id)
join stage.documents as d on d.document_id = c.document_id
join stage.documents as s on s.document_id = v.document_id
order by c.compared_at desc, c.document_id;

comment on view mart.comparisons is 'One row per document that is compared with a stored article, the newest first';
comment on column mart.comparisons.article_id is 'Article; the same in every view';
comment on column mart.comparisons.source is 'Source name, as in sources.toml';
comment on column mart.comparisons.title is 'Headline as stored';
comment on column mart.comparisons.told_by is 'What is compared: page, or record for a feed item and other rows';
comment on column mart.comparisons.stored_from is 'What the stored wording was taken from: page or record';
comment on column mart.comparisons.is_same_title is 'Whether both have the same headline; null where either has none';
comment on column mart.comparisons.told_word_count is 'Words of what is compared';
comment on column mart.comparisons.stored_word_count is 'Words of the stored wording';
comment on column mart.comparisons.stored_share is 'Share of the stored sentences that what is compared has too (0 to 1); null where there are none';
comment on column mart.comparisons.told_share is 'Share of its own sentences that are stored (0 to 1); null where there are none';
comment on column mart.comparisons.compared_at is 'When it was loaded (UTC instant)';
comment on column mart.comparisons.url is 'Address of the article';
comment on column mart.comparisons.locator is 'Where what is compared lies';
comment on column mart.comparisons.version_id is 'Stored wording that it was compared with';
comment on column mart.comparisons.document_id is 'Document that is compared';
comment on column mart.comparisons.run_id is 'Run that loaded it';
