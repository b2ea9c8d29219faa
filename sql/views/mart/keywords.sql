-- The phrases that characterise each article, by how it uses them itself.
--
-- Grain:   one row per article and phrase.
-- Reads:   stage.articles, stage.keywords
-- Answers: "What are the words of this week?", "Which articles share a phrase?"

create or replace view mart.keywords as
select
    a.article_id,
    a.current_version as version,
    f.phrase,
    f.text,
    f.mention_count,
    f.position as rank,
    f.part,
    f."start",
    f."end",
    f.rule,
    f.rule_version,
    f.confidence,
    a.language,
    a.source,
    a.published_at,
    a.published_date
from stage.keywords as f
join stage.articles as a on a.current_version_id = f.version_id;

comment on view mart.keywords is 'One row per article and phrase';
comment on column mart.keywords.article_id is 'Article; the same in every view';
comment on column mart.keywords.version is 'Number of the wording the fact stands in: the current one of the article';
comment on column mart.keywords.phrase is 'The phrase in lower case, by which it can be counted';
comment on column mart.keywords.text is 'The phrase as it first stands in the article';
comment on column mart.keywords.mention_count is 'Times it stands in the body';
comment on column mart.keywords.rank is '1 is the weightiest phrase of the article';
comment on column mart.keywords.part is 'Part of the article the span counts in: body, title, kicker or credit_line';
comment on column mart.keywords."start" is 'First character of the span, counted from 0';
comment on column mart.keywords."end" is 'Character after the last one of the span';
comment on column mart.keywords.rule is 'Rule that found it';
comment on column mart.keywords.rule_version is 'Version of that rule';
comment on column mart.keywords.confidence is 'How much it characterises the article, from 0 to 1';
comment on column mart.keywords.language is 'Language of the text (ISO 639-1)';
comment on column mart.keywords.source is 'Source name, as in sources.toml';
comment on column mart.keywords.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.keywords.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
