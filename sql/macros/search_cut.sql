-- A word cut where its script puts no space: Chinese, Japanese, Thai, Lao, Khmer, Burmese, and Korean, which hangs
-- its particles on.
--
-- Returns: overlapping pairs of such characters, the last of a run alone; other letters in one piece.

create or replace macro main.search_cut(word) as
case
    when regexp_matches(word, '[\p{Han}\p{Hiragana}\p{Katakana}ー\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]')
        then flatten(list_transform(
            regexp_extract_all(word, '[\p{Han}\p{Hiragana}\p{Katakana}ー\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]+|[^\p{Han}\p{Hiragana}\p{Katakana}ー\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]+'),
            lambda run: if(
                regexp_matches(run, '[\p{Han}\p{Hiragana}\p{Katakana}ー\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]'),
                list_transform(range(1, length(run) + 1), lambda place: substr(run, place, 2)),
                [run]
            )
        ))
    else [word]
end;

comment on macro main.search_cut is 'A word cut where its script puts no space';
