-- The terms that the words and phrases of a query need.
--
-- A pair of characters of a script without spaces is looked up like a word; a character alone as the beginning of
-- a pair. What is written without a space in a query (`2.5`, `ferry-boat`) is a phrase.
--
-- Returns: one row per clause and term: its place in the phrase from 0 on, and how many terms that has.

create or replace macro main.search_needed(query) as table
with asked as (
    select number, field, is_prefix, main.search_terms(said) as terms
    from main.search_clauses(query)
    where field in ('', 'title', 'body') and not is_or
),

spread as (
    select number, field, is_prefix, unnest(terms) as term, generate_subscripts(terms, 1) as place
    from asked
),

-- The last character of a run is in the index for queries of one character; in a phrase the pair before has it.
placed as (
    select *, lag(term, 1, '') over (partition by number order by place) as before
    from spread
    where term <> ''
)

select
    number,
    field,
    term,
    place - min(place) over (partition by number) as place,
    (is_prefix and place = max(place) over (partition by number))
        or (length(term) = 1 and regexp_matches(term, '[\p{Han}\p{Hiragana}\p{Katakana}ー\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]')) as is_prefix,
    count(*) over (partition by number) as term_count,
from placed
where not (length(term) = 1 and length(before) = 2 and ends_with(before, term) and regexp_matches(term, '[\p{Han}\p{Hiragana}\p{Katakana}ー\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]'));

comment on macro table main.search_needed is 'The terms that the words and phrases of a query need';
