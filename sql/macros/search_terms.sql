-- The terms that a text is found by, in order.
--
-- A term is a run of letters, marks and digits in lower case, folded. There is no stemming: most articles state no
-- language, a wrong stem finds what nobody asked for, and `harbour*` asks for all its forms.
--
-- Returns: a list; an empty term stands at either end of some, and counts as a place like the others.

create or replace macro main.search_terms(written) as
list_transform(
    if(
        regexp_matches(written, '[\p{Han}\p{Hiragana}\p{Katakana}ー\p{Hangul}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]'),
        flatten(list_transform(
            string_split_regex(lower(nfc_normalize(written)), '[^\p{L}\p{N}\p{M}]+'),
            lambda word: main.search_cut(word)
        )),
        string_split_regex(lower(nfc_normalize(written)), '[^\p{L}\p{N}\p{M}]+')
    ),
    lambda word: main.search_fold(word)
);

comment on macro main.search_terms is 'The terms that a text is found by, in order';
