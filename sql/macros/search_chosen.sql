-- The articles that a query chooses among: all, or those of its sources, languages and days.
--
-- Several sources, or languages, are alternatives. Days are those of the reader's time zone.
--
-- Returns: one row per article of the index that is not withdrawn.
-- Reads:   core.search_documents, core.withdrawals, meta.settings

create or replace macro main.search_chosen(query) as table
with clause as materialized (
    from main.search_clauses(query)
),

period as (
    select
        comparison,
        try_cast(said || '-01-01'[length(said) - 3:] as date)::timestamp as starts_at,
        starts_at + case length(said) when 4 then interval 1 year when 7 then interval 1 month else interval 1 day end
            as ends_at,
        (select coalesce(max(value), 'UTC') from meta.settings where name = 'timezone') as timezone,
    from clause
    where field = 'published'
),

bound as (
    select
        max(case comparison when '>' then ends_at when '>=' then starts_at when ':' then starts_at end
            at time zone timezone) as since,
        min(case comparison when '<' then starts_at when '<=' then ends_at when ':' then ends_at end
            at time zone timezone) as until,
    from period
),

wanted as (
    select
        list(said) filter (field = 'source' and not is_excluded) as sources,
        list(said) filter (field = 'source' and is_excluded) as other_sources,
        list(said) filter (field = 'language' and not is_excluded) as languages,
        list(said) filter (field = 'language' and is_excluded) as other_languages,
    from clause
)

select d.*
from core.search_documents as d
cross join bound as b
cross join wanted as w
anti join core.withdrawals as gone on gone.article_id = d.article_id and gone.returned_at is null
where
    (b.since is null or d.published_at >= b.since)
    and (b.until is null or d.published_at < b.until)
    and (w.sources is null or list_contains(w.sources, d.source))
    and (w.other_sources is null or not list_contains(w.other_sources, d.source))
    and (w.languages is null or coalesce(list_contains(w.languages, d.language), false))
    and (w.other_languages is null or not coalesce(list_contains(w.other_languages, d.language), false));

comment on macro table main.search_chosen is 'The articles that a query chooses among';
