-- What is wrong with a query, as a sentence.
--
-- Returns: null where the query can be answered.

create or replace macro main.search_complaint(query) as (
    with clause as materialized (
        select
            *,
            field in ('', 'title', 'body') as is_text,
            regexp_full_match(said, '[\s!-/:-@\[-`{-¿‐-⁞、-〃〈-】！-／]*') as is_wordless,
            lag(is_text and not is_or and not is_excluded, 1, false) over (order by number) as follows_text,
            lead(is_text and not is_or and not is_excluded, 1, false) over (order by number) as precedes_text,
        from main.search_clauses(query)
    ),

    complaint as (
        select
            min(case
                when field not in ('', 'title', 'body', 'source', 'language', 'published') then
                    '1there is no field ' || field || ' to search in: title, body, source, language, published,'
                    || ' after and before are (put quotation marks around what is no field)'
                when field <> '' and said = '' then '2nothing is said after ' || field || comparison
                when field in ('title', 'body', 'source', 'language') and comparison <> ':' then
                    '3' || field || ' is not compared: write ' || field || ':' || said
                when field = 'published' and is_excluded then '4published is not excluded: write before: or after:'
                when field = 'published' and not (
                    regexp_full_match(said, '\d{4}(-\d\d){0,2}')
                    and try_cast(said || '-01-01'[length(said) - 3:] as date) is not null
                ) then '5' || said || ' is no day, month or year: write 2026-11-01, 2026-11 or 2026'
                when is_or and not (follows_text and precedes_text) then '6OR stands between two words or phrases'
            end) as said,
            count(*) = 0 as is_empty,
            coalesce(bool_or(is_text and not is_or and not is_excluded and not is_wordless), false) as has_words,
        from clause
    )

    select case
        when is_empty then 'the query is empty'
        when (length(query) - length(replace(query, '"', ''))) % 2 = 1 then 'a quotation mark is open: ' || query
        when said is not null then said[2:]
        when not has_words then
            'the query asks for no word: say what is to be found, and not only where or without what'
    end
    from complaint
);

comment on macro main.search_complaint is 'What is wrong with a query, as a sentence';
