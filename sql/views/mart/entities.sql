-- Names article by article, each counted once with its first place in the body.
--
-- Grain:   one row per article and entity (kind and name) in its body.
-- Reads:   stage.articles, stage.mentions
-- Answers: "Who and what is this article about?", "Which articles name both of these two?"

create or replace view mart.entities as
select
    a.article_id,
    a.current_version as version,
    m.name,
    m.kind,
    count(*) as mention_count,
    min(m."start") as "start",
    arg_min(m."end", m."start") as "end",
    arg_min(m.rule, m."start") as rule,
    arg_min(m.text, m."start") as text,
    any_value(m.entity_id) as entity_id,
    a.source,
    a.published_at,
    a.published_date
from stage.mentions as m
join stage.articles as a on a.current_version_id = m.version_id
where m.part = 'body'
group by all;

comment on view mart.entities is 'One row per article and entity named in its body';
comment on column mart.entities.article_id is 'Article; the same in every view';
comment on column mart.entities.version is 'Number of the wording the fact stands in: the current one of the article';
comment on column mart.entities.name is 'The entity';
comment on column mart.entities.kind is 'What it is: person, organisation, place, demonym, agreement, event or product';
comment on column mart.entities.mention_count is 'Times the body names it';
comment on column mart.entities."start" is 'First character of the first mention, counted from 0';
comment on column mart.entities."end" is 'Character after the last one of the first mention';
comment on column mart.entities.rule is 'Rule that found the first mention';
comment on column mart.entities.text is 'The words of the first mention';
comment on column mart.entities.entity_id is 'The entity: the same for this kind and name in every article';
comment on column mart.entities.source is 'Source name, as in sources.toml';
comment on column mart.entities.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.entities.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
