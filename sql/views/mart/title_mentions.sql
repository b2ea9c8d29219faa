-- Names in headlines. They are kept out of mart.mentions, where a name in headline and body would
-- count twice.
--
-- Grain:   one row per name written in a title.
-- Reads:   stage.articles, stage.mentions
-- Answers: "Who makes headlines?"

create or replace view mart.title_mentions as
select
    a.article_id,
    a.current_version as version,
    f.text,
    f.kind,
    f.name,
    f.titles,
    f.entity_id,
    f.part,
    f."start",
    f."end",
    f.rule,
    f.rule_version,
    f.confidence,
    a.source,
    a.published_at,
    a.published_date
from stage.mentions as f
join stage.articles as a on a.current_version_id = f.version_id
where f.part = 'title';

comment on view mart.title_mentions is 'One row per name written in a title';
comment on column mart.title_mentions.article_id is 'Article; the same in every view';
comment on column mart.title_mentions.version is 'Number of the wording the fact stands in: the current one of the article';
comment on column mart.title_mentions.text is 'The name as it stands in the article';
comment on column mart.title_mentions.kind is 'What it names: person, organisation, place, demonym, agreement, event or product';
comment on column mart.title_mentions.name is 'The entity the words stand for within the article';
comment on column mart.title_mentions.titles is 'Titles and roles written beside a person, such as General or army chief';
comment on column mart.title_mentions.entity_id is 'The entity: the same for this kind and name in every article';
comment on column mart.title_mentions.part is 'Part of the article the span counts in: body, title, kicker or credit_line';
comment on column mart.title_mentions."start" is 'First character of the span, counted from 0';
comment on column mart.title_mentions."end" is 'Character after the last one of the span';
comment on column mart.title_mentions.rule is 'Rule that found it';
comment on column mart.title_mentions.rule_version is 'Version of that rule';
comment on column mart.title_mentions.confidence is 'How sure the rule is, from 0 to 1';
comment on column mart.title_mentions.source is 'Source name, as in sources.toml';
comment on column mart.title_mentions.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.title_mentions.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
