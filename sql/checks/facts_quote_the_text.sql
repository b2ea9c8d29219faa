-- Every span lies in the part of the wording it counts in, and what is quoted stands there.
--
-- The pieces of a quotation are joined by a space, so that the whole is compared with them.
--
-- Grain:   one row per fact whose span shows something else.
-- Reads:   core.article_versions, core.acronyms, core.agreements, core.amounts, core.citations,
--          core.corrections, core.credits, core.datelines, core.dates, core.keywords, core.links,
--          core.mentions, core.places, core.posts, core.quotes, core.topics

with fact as (
    select 'corrections' as table_name, version_id, part, "start", "end", text as quoted
    from core.corrections
    union all
    select 'posts' as table_name, version_id, part, "start", "end", null as quoted
    from core.posts
    union all
    select 'acronyms' as table_name, version_id, part, "start", "end", short as quoted
    from core.acronyms
    union all
    select 'agreements' as table_name, version_id, part, "start", "end", null as quoted
    from core.agreements
    union all
    select 'amounts' as table_name, version_id, part, "start", "end", text as quoted
    from core.amounts
    union all
    select 'citations' as table_name, version_id, part, "start", "end", null as quoted
    from core.citations
    union all
    select 'credits' as table_name, version_id, part, "start", "end", as_written as quoted
    from core.credits
    union all
    select 'datelines' as table_name, version_id, part, "start", "end", null as quoted
    from core.datelines
    union all
    select 'dates' as table_name, version_id, part, "start", "end", text as quoted
    from core.dates
    union all
    select 'links' as table_name, version_id, part, "start", "end", anchor as quoted
    from core.links
    union all
    select 'mentions' as table_name, version_id, part, "start", "end", text as quoted
    from core.mentions
    union all
    select 'places' as table_name, version_id, part, "start", "end", text as quoted
    from core.places
    union all
    select 'quotes' as table_name, version_id, part, "start", "end", null as quoted
    from core.quotes
    union all
    select 'topics' as table_name, version_id, part, "start", "end", text as quoted
    from core.topics
    union all
    select 'topics' as table_name, version_id, part, piece."start", piece."end", null as quoted
    from (
        select version_id, part, unnest(spans) as piece
        from core.topics
    )
    union all
    select 'keywords' as table_name, version_id, part, "start", "end", text as quoted
    from core.keywords
    union all
    select 'acronyms' as table_name, version_id, part, long_start as "start", long_end as "end", long as quoted
    from core.acronyms
    union all
    select 'quotes' as table_name, version_id, part, speaker_start as "start", speaker_end as "end", speaker as quoted
    from core.quotes
    where speaker_start is not null
    union all
    select 'quotes' as table_name, version_id, part, piece."start", piece."end", null as quoted
    from (
        select version_id, part, unnest(spans) as piece
        from core.quotes
    )
),

shown as (
    select
        f.table_name,
        f.version_id,
        f.part,
        f."start",
        f."end",
        f.quoted,
        case f.part
            when 'body' then v.body
            when 'title' then v.title
            when 'kicker' then v.kicker
            when 'credit_line' then v.credit_line
        end as part_text
    from fact as f
    join core.article_versions as v on v.version_id = f.version_id
)

select
    table_name,
    version_id,
    part,
    "start",
    "end",
    quoted,
    substr(part_text, "start" + 1, "end" - "start") as stands_there
from shown
where part_text is null
    or "start" < 0
    or "end" <= "start"
    or "end" > length(part_text)
    or substr(part_text, "start" + 1, "end" - "start") <> quoted
union all
select
    'quotes' as table_name,
    q.version_id,
    q.part,
    q."start",
    q."end",
    q.text as quoted,
    array_to_string([substr(v.body, s."start" + 1, s."end" - s."start") for s in q.spans], ' ') as stands_there
from core.quotes as q
join core.article_versions as v on v.version_id = q.version_id
where q.part = 'body'
    and q.text <> array_to_string([substr(v.body, s."start" + 1, s."end" - s."start") for s in q.spans], ' ');
