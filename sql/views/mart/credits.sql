-- Agencies that the articles credit, in the closing credit line or elsewhere.
--
-- Grain:   one row per agency credited by the current wording of an article.
-- Reads:   stage.articles, stage.credits
-- Answers: "Which articles carry agency copy, and whose?"

create or replace view mart.credits as
select
    a.article_id,
    a.current_version as version,
    f.agency,
    f.as_written,
    f.part,
    f."start",
    f."end",
    f.rule,
    f.rule_version,
    f.confidence,
    a.source,
    a.published_at,
    a.published_date
from stage.credits as f
join stage.articles as a on a.current_version_id = f.version_id;

comment on view mart.credits is 'One row per agency an article credits';
comment on column mart.credits.article_id is 'Article; the same in every view';
comment on column mart.credits.version is 'Number of the wording the fact stands in: the current one of the article';
comment on column mart.credits.agency is 'Agency as a code, such as ANI; the name as written where it has none; AGENCIES where none is named';
comment on column mart.credits.as_written is 'The agency as it stands in the credit';
comment on column mart.credits.part is 'Part of the article the span counts in: body, title, kicker or credit_line';
comment on column mart.credits."start" is 'First character of the span, counted from 0';
comment on column mart.credits."end" is 'Character after the last one of the span';
comment on column mart.credits.rule is 'Rule that found it';
comment on column mart.credits.rule_version is 'Version of that rule';
comment on column mart.credits.confidence is 'How sure the rule is, from 0 to 1';
comment on column mart.credits.source is 'Source name, as in sources.toml';
comment on column mart.credits.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.credits.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
