-- Sums of money, percentages and counted quantities in the articles.
--
-- Grain:   one row per amount written in an article.
-- Reads:   stage.articles, stage.amounts
-- Answers: "Which sums above a billion dollars were reported this week?"

create or replace view mart.amounts as
select
    a.article_id,
    a.current_version as version,
    f.text,
    f.kind,
    f.amount,
    f.currency,
    f.unit,
    f.part,
    f."start",
    f."end",
    f.rule,
    f.rule_version,
    f.confidence,
    a.source,
    a.published_at,
    a.published_date
from stage.amounts as f
join stage.articles as a on a.current_version_id = f.version_id;

comment on view mart.amounts is 'One row per amount written in an article';
comment on column mart.amounts.article_id is 'Article; the same in every view';
comment on column mart.amounts.version is 'Number of the wording the fact stands in: the current one of the article';
comment on column mart.amounts.text is 'The amount as it stands in the article';
comment on column mart.amounts.kind is 'Money, percent or quantity';
comment on column mart.amounts.amount is 'The number, scaled: 1.2 million is 1200000';
comment on column mart.amounts.currency is 'Currency of money (ISO 4217); null for others';
comment on column mart.amounts.unit is 'What is counted or measured; null for money';
comment on column mart.amounts.part is 'Part of the article the span counts in: body, title, kicker or credit_line';
comment on column mart.amounts."start" is 'First character of the span, counted from 0';
comment on column mart.amounts."end" is 'Character after the last one of the span';
comment on column mart.amounts.rule is 'Rule that found it';
comment on column mart.amounts.rule_version is 'Version of that rule';
comment on column mart.amounts.confidence is 'How sure the rule is, from 0 to 1';
comment on column mart.amounts.source is 'Source name, as in sources.toml';
comment on column mart.amounts.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.amounts.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
