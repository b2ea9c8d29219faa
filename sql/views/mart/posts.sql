-- Posts of live blogs, each with its text.
--
-- Grain:   one row per post in the current wording of a live blog.
-- Reads:   stage.article_versions, stage.articles, stage.posts
-- Answers: "What was said at which minute?", "How many posts an hour has this live blog?"

create or replace view mart.posts as
select
    a.article_id,
    a.current_version as version,
    f.position,
    f.posted_at,
    f.posted_local,
    f.posted_zone,
    f.posted_precision,
    f.headline,
    substr(v.body, f."start" + 1, f."end" - f."start") as text,
    f.part,
    f."start",
    f."end",
    f.rule,
    f.rule_version,
    f.confidence,
    a.source,
    a.published_at,
    a.published_date
from stage.posts as f
join stage.articles as a on a.current_version_id = f.version_id
join stage.article_versions as v on v.version_id = f.version_id;

comment on view mart.posts is 'One row per post of a live blog';
comment on column mart.posts.article_id is 'Article; the same in every view';
comment on column mart.posts.version is 'Number of the wording it stands in: the current one of the article';
comment on column mart.posts.position is 'Place in the order of the page, from 1; most pages begin with the latest';
comment on column mart.posts.posted_at is 'When it was posted (UTC instant); null where no day is named';
comment on column mart.posts.posted_local is 'Time of the post as written (ISO 8601), cut to its precision';
comment on column mart.posts.posted_zone is 'Zone or offset the time was read in; null where none is known and UTC was assumed';
comment on column mart.posts.posted_precision is 'How much of the time was written: second, minute, hour, day, month or year';
comment on column mart.posts.headline is 'Headline of the post';
comment on column mart.posts.text is 'Its paragraphs, joined by a blank line; the span covers them';
comment on column mart.posts.part is 'Part of the article the span counts in: body, title, kicker or credit_line';
comment on column mart.posts."start" is 'First character of the span, counted from 0';
comment on column mart.posts."end" is 'Character after the last one of the span';
comment on column mart.posts.rule is 'Rule that found it';
comment on column mart.posts.rule_version is 'Version of that rule';
comment on column mart.posts.confidence is 'How sure the rule is, from 0 to 1';
comment on column mart.posts.source is 'Source name, as in sources.toml';
comment on column mart.posts.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.posts.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
