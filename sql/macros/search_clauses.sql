-- What a query asks for, clause by clause.
--
-- `harbour pact` asks for both words, `harbour OR ferry` for either, `"harbour pact"` for the one after the other,
-- `pact*` for all words that begin so, `-ferry` for articles without it. `title:` and `body:` say where;
-- `source:`, `language:`, `published>=2026-11-01` (also `>`, `<`, `<=`, and `:` for a day, a month or a year),
-- `after:` and `before:` choose among the articles.
--
-- Returns: one row per clause: its number, the group of which one has to hold, and what it says.

create or replace macro main.search_clauses(query) as table
with item as (
    select
        unnest(items) as item,
        generate_subscripts(items, 1) as number,
    from (
        select regexp_extract_all(
            query,
            '-?(?:[A-Za-z_]+(?::|>=|<=|>|<))?"[^"]*"\*?|[^\s"]+'
        ) as items
    )
),

parsed as (
    select
        number,
        item = 'OR' as is_or,
        starts_with(item, '-') and item <> '-' as is_excluded,
        regexp_extract(item, '^-?(?:([A-Za-z_]+)(:|>=|<=|>|<))?(.*)$', ['field', 'comparison', 'said']) as part,
    from item
),

joined as (
    select *, is_or or coalesce(lag(is_or) over (order by number), false) as is_joined
    from parsed
)

select
    number,
    sum(if(is_joined, 0, 1)) over (order by number) as choice,
    is_or,
    is_excluded,
    case lower(part.field) when 'after' then 'published' when 'before' then 'published' else lower(part.field) end as field,
    case
        when lower(part.field) = 'after' then '>='
        when lower(part.field) = 'before' then '<'
        else part.comparison
    end as comparison,
    trim(rtrim(part.said, '*'), '"') as said,
    ends_with(part.said, '*') as is_prefix,
from joined;

comment on macro table main.search_clauses is 'What a query asks for, clause by clause';
