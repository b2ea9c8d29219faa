-- Articles on the same matter as one, the most alike first.
--
-- Alike is what shares the phrases that characterise it (mart.keywords), a rare one weighing more:
-- ln(1 + articles / articles with the phrase), summed, and divided by the same sum over the phrases of the article
-- itself. 1 shares all of them. Copies of the same text are named as such and not left out.
--
-- Returns: one row per article, at most `most`, with the phrases shared.
-- Reads:   stage.articles, stage.keywords
-- Answers: "What else was written on this?"

create or replace macro main.similar_to(asked, most := 20) as table
with own as materialized (
    select distinct k.phrase, a.story_id
    from stage.articles as a
    join stage.keywords as k on k.version_id = a.current_version_id
    where a.article_id = asked
),

shared as materialized (
    select k.version_id, k.phrase
    from stage.keywords as k
    join own as o on o.phrase = k.phrase
),

weight as (
    select phrase, ln(1 + (select count(*) from stage.articles) / count(distinct version_id)) as weight
    from shared
    group by phrase
),

alike as (
    select
        s.version_id,
        sum(w.weight) / (select sum(weight) from weight) as score,
        list(s.phrase order by w.weight desc, s.phrase) as shared_phrases,
    from (select distinct version_id, phrase from shared) as s
    join weight as w using (phrase)
    group by s.version_id
),

best as (
    select *
    from alike
    order by score desc
    limit most * 3 + 20
)

select
    a.article_id,
    round(b.score, 3) as score,
    a.source,
    a.published_at,
    a.title,
    b.shared_phrases,
    a.story_id in (select story_id from own) as is_copy,
    a.url,
from best as b
join stage.articles as a on a.current_version_id = b.version_id
where a.article_id <> asked
order by b.score desc, a.published_at desc nulls last, a.article_id
limit most;

comment on macro table main.similar_to is 'Articles on the same matter as one, the most alike first';
