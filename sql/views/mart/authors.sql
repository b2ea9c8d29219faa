-- Who wrote what.
--
-- Grain:   one row per article and author of its current wording.
-- Reads:   stage.articles, stage.authors
-- Answers: "What has this author written, and for whom?"

create or replace view mart.authors as
select
    a.article_id,
    a.current_version as version,
    u.position,
    u.name,
    u.role,
    u.as_written,
    a.source,
    a.title,
    a.url,
    a.published_at,
    a.published_date
from stage.authors as u
join stage.articles as a on a.current_version_id = u.version_id;

comment on view mart.authors is 'One row per article and author';
comment on column mart.authors.article_id is 'Article; the same in every view';
comment on column mart.authors.version is 'Number of the current wording';
comment on column mart.authors.position is 'Place in the byline, from 1';
comment on column mart.authors.name is 'Name of the person or agency';
comment on column mart.authors.role is 'What they did, such as author';
comment on column mart.authors.as_written is 'The name as the byline has it';
comment on column mart.authors.source is 'Source name, as in sources.toml';
comment on column mart.authors.title is 'Headline';
comment on column mart.authors.url is 'Address of the article';
comment on column mart.authors.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.authors.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
