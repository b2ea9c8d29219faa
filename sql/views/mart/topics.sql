-- What the articles are about, in IPTC Media Topics, with the words that show it.
--
-- A topic of the second level stands beside the one of the first level that it is narrower than. An article
-- whose words show no topic clearly has none, and so has one in a language the rule has no words for.
--
-- Grain:   one row per article and topic.
-- Reads:   stage.articles, stage.topics
-- Answers: "What does each source write about?", "Which articles are about elections?"

create or replace view mart.topics as
select
    a.article_id,
    a.current_version as version,
    f.topic_id,
    f.topic_name,
    f.broader_id,
    f.broader_id is null as is_first_level,
    f.position as rank,
    f.text,
    f.spans,
    f.part,
    f."start",
    f."end",
    f.rule,
    f.rule_version,
    f.confidence,
    a.source,
    a.published_at,
    a.published_date
from stage.topics as f
join stage.articles as a on a.current_version_id = f.version_id;

comment on view mart.topics is 'One row per article and topic';
comment on column mart.topics.article_id is 'Article; the same in every view';
comment on column mart.topics.version is 'Number of the wording the fact stands in: the current one of the article';
comment on column mart.topics.topic_id is 'IPTC Media Topic, such as medtop:20000574';
comment on column mart.topics.topic_name is 'Its English name, such as election';
comment on column mart.topics.broader_id is 'Topic of the first level that it is narrower than; null for one of that level';
comment on column mart.topics.is_first_level is 'Is it one of the 17 topics of the first level?';
comment on column mart.topics.rank is '1 is the weightiest topic of the article';
comment on column mart.topics.text is 'The word in the article that tells it best';
comment on column mart.topics.spans is 'Where the words stand that show it, in order';
comment on column mart.topics.part is 'Part of the article the span counts in: body, title, kicker or credit_line';
comment on column mart.topics."start" is 'First character of the span, counted from 0';
comment on column mart.topics."end" is 'Character after the last one of the span';
comment on column mart.topics.rule is 'Rule that found it';
comment on column mart.topics.rule_version is 'Version of that rule';
comment on column mart.topics.confidence is 'How sure the rule is, from 0 to 1';
comment on column mart.topics.source is 'Source name, as in sources.toml';
comment on column mart.topics.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.topics.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
