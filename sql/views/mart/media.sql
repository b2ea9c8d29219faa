-- Pictures, videos and sounds that belong to the articles.
--
-- Grain:   one row per article and picture, video or sound of its current wording.
-- Reads:   stage.articles, stage.media
-- Answers: "Whose photographs does this source print?"

create or replace view mart.media as
select
    a.article_id,
    a.current_version as version,
    m.position,
    m.url,
    m.kind,
    m.caption,
    m.credit,
    a.source,
    a.published_at,
    a.published_date
from stage.media as m
join stage.articles as a on a.current_version_id = m.version_id;

comment on view mart.media is 'One row per article and picture, video or sound';
comment on column mart.media.article_id is 'Article; the same in every view';
comment on column mart.media.version is 'Number of the current wording';
comment on column mart.media.position is 'Place in the order of the article, from 1';
comment on column mart.media.url is 'Address of the picture, video or sound';
comment on column mart.media.kind is 'image, video or audio';
comment on column mart.media.caption is 'Caption';
comment on column mart.media.credit is 'Who is credited with it';
comment on column mart.media.source is 'Source name, as in sources.toml';
comment on column mart.media.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.media.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
