-- How much of each source's output is agency copy, and whose.
--
-- Grain:   one row per source and agency.
-- Reads:   stage.articles, stage.credits
-- Answers: "Which sources lean on ANI?"

create or replace view mart.wire_copy_by_source as
with credited as (
    select a.source, c.agency, count(distinct a.article_id) as article_count
    from stage.credits as c
    join stage.articles as a on a.current_version_id = c.version_id
    group by a.source, c.agency
),

published as (
    select source, count(*) as source_article_count
    from stage.articles
    group by source
)

select
    c.source,
    c.agency,
    c.article_count,
    p.source_article_count,
    round(c.article_count / p.source_article_count, 4) as share
from credited as c
join published as p using (source);

comment on view mart.wire_copy_by_source is 'One row per source and agency';
comment on column mart.wire_copy_by_source.source is 'Source name, as in sources.toml';
comment on column mart.wire_copy_by_source.agency is 'Agency as credited, such as ANI';
comment on column mart.wire_copy_by_source.article_count is 'Articles that carry the credit';
comment on column mart.wire_copy_by_source.source_article_count is 'Articles of the source, with or without a credit';
comment on column mart.wire_copy_by_source.share is 'Part of the articles that carry the credit, from 0 to 1';
