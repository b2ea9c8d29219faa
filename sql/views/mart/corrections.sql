-- Notes in which papers say what they got wrong, changed or want understood.
--
-- Grain:   one row per note in the current wording of an article.
-- Reads:   stage.articles, stage.corrections
-- Answers: "Which sources correct themselves, and how often?", "What was wrong?"

create or replace view mart.corrections as
select
    a.article_id,
    a.current_version as version,
    f.kind,
    f.text,
    a.title,
    a.url,
    f.part,
    f."start",
    f."end",
    f.rule,
    f.rule_version,
    f.confidence,
    a.source,
    a.published_at,
    a.published_date
from stage.corrections as f
join stage.articles as a on a.current_version_id = f.version_id;

comment on view mart.corrections is 'One row per note of an article about itself';
comment on column mart.corrections.article_id is 'Article; the same in every view';
comment on column mart.corrections.version is 'Number of the wording it stands in: the current one of the article';
comment on column mart.corrections.kind is 'correction, clarification or editors_note';
comment on column mart.corrections.text is 'The note; the span covers it';
comment on column mart.corrections.title is 'Headline of the article';
comment on column mart.corrections.url is 'Address of the article';
comment on column mart.corrections.part is 'Part of the article the span counts in: body, title, kicker or credit_line';
comment on column mart.corrections."start" is 'First character of the span, counted from 0';
comment on column mart.corrections."end" is 'Character after the last one of the span';
comment on column mart.corrections.rule is 'Rule that found it';
comment on column mart.corrections.rule_version is 'Version of that rule';
comment on column mart.corrections.confidence is 'How sure the rule is, from 0 to 1';
comment on column mart.corrections.source is 'Source name, as in sources.toml';
comment on column mart.corrections.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.corrections.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
