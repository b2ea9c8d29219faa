-- Treaties, accords, bills and laws that the articles name.
--
-- Grain:   one row per agreement named in an article, each time.
-- Reads:   stage.articles, stage.agreements
-- Answers: "Which agreements are in the news, and where?"

create or replace view mart.agreements as
select
    a.article_id,
    a.current_version as version,
    f.name,
    f.short,
    f.part,
    f."start",
    f."end",
    f.rule,
    f.rule_version,
    f.confidence,
    a.source,
    a.published_at,
    a.published_date
from stage.agreements as f
join stage.articles as a on a.current_version_id = f.version_id;

comment on view mart.agreements is 'One row per agreement named in an article, each time';
comment on column mart.agreements.article_id is 'Article; the same in every view';
comment on column mart.agreements.version is 'Number of the wording the fact stands in: the current one of the article';
comment on column mart.agreements.name is 'Agreement as named';
comment on column mart.agreements.short is 'Short form it is also called by; null where there is none';
comment on column mart.agreements.part is 'Part of the article the span counts in: body, title, kicker or credit_line';
comment on column mart.agreements."start" is 'First character of the span, counted from 0';
comment on column mart.agreements."end" is 'Character after the last one of the span';
comment on column mart.agreements.rule is 'Rule that found it';
comment on column mart.agreements.rule_version is 'Version of that rule';
comment on column mart.agreements.confidence is 'How sure the rule is, from 0 to 1';
comment on column mart.agreements.source is 'Source name, as in sources.toml';
comment on column mart.agreements.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.agreements.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
