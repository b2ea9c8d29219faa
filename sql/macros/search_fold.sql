-- One word as the index spells it.
--
-- Folded is what readers leave out and writers vary: accents of Latin, Greek and Cyrillic letters, points of
-- Arabic and Hebrew, the forms of Arabic letters, the nukta of Indic scripts, digits and letters of full width.
-- The vowel signs of other scripts are marks too, and stay: a word without them is another word.
--
-- Returns: a term.

create or replace macro main.search_fold(word) as
case
    when strlen(word) = length(word) then word
    when regexp_matches(word, '[\p{Latin}\p{Greek}\p{Cyrillic}\p{Arabic}\p{Hebrew}]')
        then translate(
            replace(replace(replace(strip_accents(word), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'),
            '０１２３４５６７８９ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚøłđðıςىةأإآٱیکـ',
            '0123456789abcdefghijklmnopqrstuvwxyzolddiσيهاااايك'
        )
    else translate(word, '０１２３４５６７８９ａｂｃｄｅｆｇｈｉｊｋｌｍｎｏｐｑｒｓｔｕｖｗｘｙｚँ़', '0123456789abcdefghijklmnopqrstuvwxyzं')
end;

comment on macro main.search_fold is 'One word as the index spells it';
