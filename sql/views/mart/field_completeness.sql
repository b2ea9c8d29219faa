-- Which fields each source fills. The text itself is not asked for: nothing is an article without
-- one.
--
-- Grain:   one row per source and field.
-- Reads:   stage.articles
-- Answers: "Which source does not name its authors?"

create or replace view mart.field_completeness as
with filled as (
    select
        source,
        count(*) as article_count,
        count(url) as url,
        count(canonical_url) as canonical_url,
        count(title) as title,
        count(kicker) as kicker,
        count(nullif(len(author_names), 0)) as authors,
        count(published_at) as published_at,
        count(case when published_precision in ('second', 'minute', 'hour') then published_at end) as time_of_day,
        count(modified_at) as modified_at,
        count(language) as language,
        count(section) as section,
        count(access) as access
    from stage.articles
    group by source
),

field as (
    unpivot filled
    on columns(* exclude (source, article_count))
    into name field value filled_count
)

select
    source,
    field,
    article_count,
    filled_count,
    round(filled_count / article_count, 4) as share
from field
order by source, field;

comment on view mart.field_completeness is 'One row per source and field';
comment on column mart.field_completeness.source is 'Source name, as in sources.toml';
comment on column mart.field_completeness.field is 'Field of mart.articles; time_of_day: a time of publication that is more than a day';
comment on column mart.field_completeness.article_count is 'Articles of the source';
comment on column mart.field_completeness.filled_count is 'Those in which the field is known';
comment on column mart.field_completeness.share is 'Part of the articles in which the field is known, from 0 to 1';
