-- The other words that the articles themselves use for an entity: short forms, surnames, roles aside.
--
-- Grain:   one row per entity and wording that is not its name.
-- Reads:   stage.articles, stage.mentions
-- Answers: "Who is meant by TPA?", "By which words is this person known?"

create or replace view mart.entity_aliases as
with written as (
    select
        m.kind,
        m.entity_id,
        m.name,
        m.text,
        m.article_id
    from stage.mentions as m
    join stage.articles as a on a.current_version_id = m.version_id
    where m.kind in ('person', 'organisation', 'agreement') and lower(m.text) <> lower(m.name)
),

counted as (
    select
        text as alias,
        kind,
        entity_id,
        any_value(name) as name,
        count(distinct article_id) as article_count
    from written
    group by alias, kind, entity_id
)

select
    alias,
    kind,
    entity_id,
    name,
    article_count,
    count(*) over (partition by alias, kind) = 1 as is_sole
from counted;

comment on view mart.entity_aliases is 'One row per entity and wording, other than its name, that articles use for it';
comment on column mart.entity_aliases.alias is 'The words as they stand in the articles, such as TPA or a surname';
comment on column mart.entity_aliases.kind is 'What it is: person, organisation or agreement';
comment on column mart.entity_aliases.entity_id is 'The entity: the same for this kind and name in every article';
comment on column mart.entity_aliases.name is 'The entity';
comment on column mart.entity_aliases.article_count is 'Articles that use these words for this entity';
comment on column mart.entity_aliases.is_sole is 'Whether no other entity of this kind goes by these words in the warehouse';
