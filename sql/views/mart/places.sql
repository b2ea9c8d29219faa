-- Places written in the articles, with the country each lies in where the text decides.
--
-- Grain:   one row per place written in an article.
-- Reads:   stage.articles, stage.places
-- Answers: "Which articles are about places in Kenya?"

create or replace view mart.places as
select
    a.article_id,
    a.current_version as version,
    f.text,
    f.name,
    f.country,
    f.latitude,
    f.longitude,
    f.part,
    f."start",
    f."end",
    f.rule,
    f.rule_version,
    f.confidence,
    a.source,
    a.published_at,
    a.published_date
from stage.places as f
join stage.articles as a on a.current_version_id = f.version_id;

comment on view mart.places is 'One row per place written in an article';
comment on column mart.places.article_id is 'Article; the same in every view';
comment on column mart.places.version is 'Number of the wording the fact stands in: the current one of the article';
comment on column mart.places.text is 'The place as it stands in the article';
comment on column mart.places.name is 'Name of the place';
comment on column mart.places.country is 'Country it lies in (ISO 3166-1 alpha-2); null where the text does not decide';
comment on column mart.places.latitude is 'Degrees north';
comment on column mart.places.longitude is 'Degrees east';
comment on column mart.places.part is 'Part of the article the span counts in: body, title, kicker or credit_line';
comment on column mart.places."start" is 'First character of the span, counted from 0';
comment on column mart.places."end" is 'Character after the last one of the span';
comment on column mart.places.rule is 'Rule that found it';
comment on column mart.places.rule_version is 'Version of that rule';
comment on column mart.places.confidence is 'How sure the rule is, from 0 to 1';
comment on column mart.places.source is 'Source name, as in sources.toml';
comment on column mart.places.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.places.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
