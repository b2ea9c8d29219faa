-- Outlets and websites that the articles lean on.
--
-- Grain:   one row per outlet an article leans on, each time.
-- Reads:   stage.articles, stage.citations
-- Answers: "Who reports on the word of whom?"

create or replace view mart.citations as
select
    a.article_id,
    a.current_version as version,
    f.outlet,
    f.relation,
    f.url,
    f.part,
    f."start",
    f."end",
    f.rule,
    f.rule_version,
    f.confidence,
    a.source,
    a.published_at,
    a.published_date
from stage.citations as f
join stage.articles as a on a.current_version_id = f.version_id;

comment on view mart.citations is 'One row per outlet an article leans on, each time';
comment on column mart.citations.article_id is 'Article; the same in every view';
comment on column mart.citations.version is 'Number of the wording the fact stands in: the current one of the article';
comment on column mart.citations.outlet is 'Outlet or website cited';
comment on column mart.citations.relation is 'How: reported_by, according_to, told or cited';
comment on column mart.citations.url is 'Address of the website, where one is written';
comment on column mart.citations.part is 'Part of the article the span counts in: body, title, kicker or credit_line';
comment on column mart.citations."start" is 'First character of the span, counted from 0';
comment on column mart.citations."end" is 'Character after the last one of the span';
comment on column mart.citations.rule is 'Rule that found it';
comment on column mart.citations.rule_version is 'Version of that rule';
comment on column mart.citations.confidence is 'How sure the rule is, from 0 to 1';
comment on column mart.citations.source is 'Source name, as in sources.toml';
comment on column mart.citations.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.citations.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
