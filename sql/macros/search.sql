-- Articles that a query finds, the best first, each with the passage that shows it.
--
-- Ranked by BM25 (k1 1.2, b 0.75) over title and body, where a word of the title counts as three of the body; the
-- newer article goes first where two are worth the same. search_clauses() says how a query is written; one that
-- cannot be answered is an error, and search_complaint() tells beforehand what is wrong with it.
--
-- Returns: one row per article, at most `most` of them; `opening` and `closing` stand around the words in the snippet.
-- Reads:   core.search_documents, core.search_postings, core.articles, core.article_versions
-- Answers: "What was written about the harbour pact?", "Which headlines have named it since Monday?"

create or replace macro main.search(query, most := 20, opening := '[', closing := ']') as table
with clause as materialized (
    select c.*
    from (select main.search_complaint(query) as complaint)
    left join main.search_clauses(query) as c on true
    where if(complaint is null, c.field in ('', 'title', 'body') and not c.is_or, error(complaint))
),

needed as materialized (
    from main.search_needed(query)
),

found as (
    select n.number, n.field, n.place, n.term_count, p.places
    from core.search_postings as p
    join needed as n on p.term = n.term
    where not n.is_prefix
    union all
    select n.number, n.field, n.place, n.term_count, p.places
    from core.search_postings as p
    join (select *, term || chr(1114111) as beyond from needed where is_prefix) as n
        on p.term >= n.term and p.term < n.beyond
),

word as (
    select number, field, (stands >> 16)::uinteger as "document", (stands & 65535)::integer as position
    from (select *, unnest(places) as stands from found)
    where term_count = 1
),

placed as (
    select
        number, field, term_count, place,
        (stands >> 16)::uinteger as "document",
        (stands & 65535)::integer - place as position,
    from (select *, unnest(places) as stands from found)
    where term_count > 1
),

phrase as (
    select number, field, "document", position
    from placed
    group by number, field, term_count, "document", position
    having count(distinct place) = term_count
),

hit as materialized (
    select
        h."document",
        h.number,
        c.choice,
        c.is_excluded,
        count(*) filter (h.position < 1000) as title_count,
        count(*) filter (h.position >= 1000) as body_count,
    from (from word union all from phrase) as h
    join clause as c using (number)
    where c.field = '' or (c.field = 'title') = (h.position < 1000)
    group by h."document", h.number, c.choice, c.is_excluded
),

weight as (
    select
        number,
        ln(1 + (greatest((select count(*) from core.search_documents) - count(*), 0) + 0.5) / (count(*) + 0.5)) as weight
    from hit
    group by number
),

scored as (
    select
        h."document",
        sum(w.weight * 2.2 * (h.body_count + 3 * h.title_count) / (
            h.body_count + 3 * h.title_count
            + 1.2 * (0.25 + 0.75 * d.term_count / (select avg(term_count) from core.search_documents))
        )) as score,
        any_value(d.article_id) as article_id,
        any_value(d.published_at) as published_at,
    from hit as h
    join weight as w using (number)
    join main.search_chosen(query) as d using ("document")
    where not h.is_excluded
    group by h."document"
    having count(distinct h.choice) = (
        select count(distinct choice)
        from clause
        where not is_excluded and number in (select number from needed)
    )
),

best as materialized (
    select s.article_id, s.score, s.published_at
    from scored as s
    anti join (from hit where is_excluded) as x using ("document")
    order by s.score desc, s.published_at desc nulls last, s.article_id
    limit most
),

shown as materialized (
    select a.article_id, a.source, a.title, a.url, a.published_at, a.language, v.body, b.score
    from best as b
    join core.articles as a using (article_id)
    join core.article_versions as v on v.version_id = a.current_version_id
),

snippet as (
    select article_id, snippet
    from main.search_snippets(
        (select list({'article_id': article_id, 'body': body}) from shown),
        (select coalesce(list(term), []) from needed where not is_prefix),
        (select coalesce(list(term), []) from needed where is_prefix),
        opening,
        closing
    )
)

select
    s.article_id,
    round(s.score, 3) as score,
    s.source,
    s.published_at,
    s.title,
    t.snippet,
    s.url,
    s.language,
from shown as s
left join snippet as t using (article_id)
order by s.score desc, s.published_at desc nulls last, s.article_id;

comment on macro table main.search is 'Articles that a query finds, the best first, each with the passage that shows it';
