-- Copies of a text that others credit to an agency, run without any credit.
--
-- The first article of a story is left out: an agency does not credit itself on its own site.
--
-- Grain:   one row per article that credits nobody and is a copy in a story in which another article does.
-- Reads:   stage.story_members, stage.articles, stage.credits
-- Answers: "Who runs wire copy as if it were their own?"

create or replace view mart.uncredited_wire_copy as
with credited as (
    select m.story_id, m.article_id, c.agency
    from stage.credits as c
    join stage.story_members as m on m.version_id = c.version_id
),

agencies as (
    select
        story_id,
        list(distinct agency order by agency) as wire_agencies,
        count(distinct article_id) as credited_count
    from credited
    group by story_id
)

select
    m.article_id,
    m.story_id,
    a.source,
    a.url,
    a.title,
    a.author_names as authors,
    a.published_at,
    a.published_date,
    g.wire_agencies,
    g.credited_count,
    f.source as first_source,
    round(m.copied_share, 4) as copied_share,
    m.is_same_title
from stage.story_members as m
join agencies as g on g.story_id = m.story_id
join stage.articles as a on a.article_id = m.article_id
join stage.articles as f on f.article_id = m.story_id
anti join credited as c on c.article_id = m.article_id
where m.article_id <> m.story_id;

comment on view mart.uncredited_wire_copy is 'One row per copy that credits nobody, of a text that others credit to an agency';
comment on column mart.uncredited_wire_copy.article_id is 'The copy; the same in every view';
comment on column mart.uncredited_wire_copy.story_id is 'Story; the article_id of its first article';
comment on column mart.uncredited_wire_copy.source is 'Source that ran it without a credit';
comment on column mart.uncredited_wire_copy.url is 'Address of the copy';
comment on column mart.uncredited_wire_copy.title is 'Headline of the copy';
comment on column mart.uncredited_wire_copy.authors is 'Who it names as its authors instead';
comment on column mart.uncredited_wire_copy.published_at is 'When it was published (UTC instant)';
comment on column mart.uncredited_wire_copy.published_date is 'That day in the reader''s time zone; null where no day is known';
comment on column mart.uncredited_wire_copy.wire_agencies is 'Agencies that other articles of the story credit, as codes such as ANI';
comment on column mart.uncredited_wire_copy.credited_count is 'Articles of the story that do';
comment on column mart.uncredited_wire_copy.first_source is 'Source that published the text first';
comment on column mart.uncredited_wire_copy.copied_share is 'Of its words: how many stand in sentences of the first article, from 0 to 1';
comment on column mart.uncredited_wire_copy.is_same_title is 'Was the headline kept? Null where either has none';
