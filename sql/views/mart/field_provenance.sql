-- Where title, authors, times and body were found, with the candidates that lost.
--
-- Grain:   one row per candidate for a field of the current wording of an article.
-- Reads:   stage.articles, stage.field_provenance
-- Answers: "Where does this date come from, and did the page contradict itself?"

create or replace view mart.field_provenance as
select
    a.article_id,
    a.current_version as version,
    p.field,
    p.value,
    p.origin,
    p.is_chosen,
    p.document_id,
    a.source,
    a.published_at,
    a.published_date
from stage.field_provenance as p
join stage.articles as a on a.current_version_id = p.version_id;

comment on view mart.field_provenance is 'One row per candidate for a field of an article';
comment on column mart.field_provenance.article_id is 'Article; the same in every view';
comment on column mart.field_provenance.version is 'Number of the current wording';
comment on column mart.field_provenance.field is 'Field it is a candidate for';
comment on column mart.field_provenance.value is 'The value as it was found';
comment on column mart.field_provenance.origin is 'Where it was found';
comment on column mart.field_provenance.is_chosen is 'Was it taken? False for a candidate that lost';
comment on column mart.field_provenance.document_id is 'Document it was found in, as raw.documents names it';
comment on column mart.field_provenance.source is 'Source name, as in sources.toml';
comment on column mart.field_provenance.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.field_provenance.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
