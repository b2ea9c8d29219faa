-- The passage of each text in which the most of some terms stand together, with those marked.
--
-- `found` is a list of article_id and body, `terms` are looked for as they are, `beginnings` as what a word begins
-- with. Only the first 20,000 characters of a text are looked at.
--
-- Returns: one row per text: some fifty words at most, on one line.

create or replace macro main.search_snippets(found, terms, beginnings, opening, closing) as table
with cut as (
    select
        one.article_id as article_id,
        regexp_extract_all(
            left(one.body, 20000),
            '[\p{Han}\p{Hiragana}\p{Katakana}ー\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]|[^\s!-/:-@\[-`{-¿‐-⁞、-〃〈-】！-／]+|[\s!-/:-@\[-`{-¿‐-⁞、-〃〈-】！-／]+'
        ) as pieces,
    from (select unnest(found) as one)
),

piece as (
    select article_id, unnest(pieces) as piece, generate_subscripts(pieces, 1) as place
    from cut
),

beside as (
    select
        *,
        main.search_terms(piece) as words,
        lower(lag(piece, 1, '') over (partition by article_id order by place) || piece) as with_last,
        lower(piece || lead(piece, 1, '') over (partition by article_id order by place)) as with_next,
        regexp_matches(piece, '^[\p{Han}\p{Hiragana}\p{Katakana}ー\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]') as is_unspaced,
    from piece
),

marked as (
    select
        article_id,
        piece,
        place,
        case
            when is_unspaced then list_contains(terms, with_last) or list_contains(terms, with_next)
                or list_contains(beginnings, lower(piece))
            else list_has_any(terms, words)
                or len(list_filter(beginnings, lambda one: starts_with(words[1], one))) > 0
        end is true as is_marked,
        words[1] as word,
    from beside
),

counted as (
    select
        *,
        count(distinct word) filter (is_marked) over near * 10 + count(*) filter (is_marked) over near as marked_count,
    from marked
    window near as (partition by article_id order by place rows between current row and 40 following)
),

start as (
    select article_id, coalesce(arg_max(place, marked_count) filter (is_marked), 1) as place
    from counted
    group by article_id
)

select
    m.article_id,
    if(min(m.place) > 1, '… ', '')
    || trim(regexp_replace(
        replace(
            string_agg(if(m.is_marked, opening || m.piece || closing, m.piece), '' order by m.place),
            closing || opening,
            ''
        ),
        '\s+', ' ', 'g'
    ))
    || if(count(*) = 100 or max(m.place) - min(m.place) >= 91, ' …', '') as snippet,
from marked as m
join start as s on s.article_id = m.article_id and m.place between s.place - 20 and s.place + 72
group by m.article_id;

comment on macro table main.search_snippets is 'The passage of each text that shows some terms best, with those marked';
