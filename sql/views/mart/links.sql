-- Links in the bodies of the articles.
--
-- Grain:   one row per link in the current wording of an article.
-- Reads:   stage.articles, stage.links
-- Answers: "Which sites do the articles of this source send their readers to?"

create or replace view mart.links as
select
    a.article_id,
    a.current_version as version,
    f.url,
    f.host_name,
    f.anchor,
    f.part,
    f."start",
    f."end",
    f.rule,
    f.rule_version,
    f.confidence,
    a.source,
    a.published_at,
    a.published_date
from stage.links as f
join stage.articles as a on a.current_version_id = f.version_id;

comment on view mart.links is 'One row per link in a body';
comment on column mart.links.article_id is 'Article; the same in every view';
comment on column mart.links.version is 'Number of the wording the fact stands in: the current one of the article';
comment on column mart.links.url is 'Address the link leads to';
comment on column mart.links.host_name is 'Host of that address, in lower case and without www';
comment on column mart.links.anchor is 'Text of the link; the span covers it';
comment on column mart.links.part is 'Part of the article the span counts in: body, title, kicker or credit_line';
comment on column mart.links."start" is 'First character of the span, counted from 0';
comment on column mart.links."end" is 'Character after the last one of the span';
comment on column mart.links.rule is 'Rule that found it';
comment on column mart.links.rule_version is 'Version of that rule';
comment on column mart.links.confidence is 'How sure the rule is, from 0 to 1';
comment on column mart.links.source is 'Source name, as in sources.toml';
comment on column mart.links.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.links.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
