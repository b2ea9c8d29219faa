-- What somebody was quoted with, the newest first.
--
-- Names are compared without case; a surname alone finds all who bear it.
--
-- Returns: one row per quotation, at most `most`, direct speech and reported speech alike (see `kind`).
-- Reads:   mart.quotes
-- Answers: "What has Ilse Okafor said?", "And in direct speech alone?"

create or replace macro main.quotes_of(asked, most := 50) as table
select published_at, source, speaker_name, kind, text, cue, article_id, "start", "end"
from mart.quotes
where
    lower(speaker_name) = lower(asked)
    or (not contains(asked, ' ') and ends_with(lower(speaker_name), ' ' || lower(asked)))
order by published_at desc nulls last, article_id, "start"
limit most;

comment on macro table main.quotes_of is 'What somebody was quoted with, the newest first';
