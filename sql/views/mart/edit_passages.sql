-- Each headline and sentence that was edited, with what stood there before and the words that changed.
--
-- Grain:   one row per article, version after the first and passage that changed.
-- Reads:   stage.articles, stage.version_log, stage.edit_passages
-- Answers: "Which numbers were changed from what to what?", "Which names were replaced?"

create or replace view mart.edit_passages as
select
    l.article_id,
    l.version,
    p.position,
    p.kind,
    p.change,
    p.part,
    p.aspects,
    p.before_text,
    p.after_text,
    p.before_words,
    p.after_words,
    p.before_numbers,
    p.after_numbers,
    p.before_names,
    p.after_names,
    p.before_start,
    p.before_end,
    p.after_start,
    p.after_end,
    l.seen_at,
    l.wording_at,
    epoch(coalesce(l.wording_at, l.seen_at)) - epoch(a.published_at) as after_published_s,
    a.source,
    a.published_at,
    a.published_date
from stage.version_log as l
join stage.version_log as b on b.article_id = l.article_id and b.version = l.version - 1
join stage.edit_passages as p on p.before_version_id = b.version_id and p.after_version_id = l.version_id
join stage.articles as a on a.article_id = l.article_id;

comment on view mart.edit_passages is 'One row per article, version and passage that changed';
comment on column mart.edit_passages.article_id is 'Article; the same in every view';
comment on column mart.edit_passages.version is 'The version that the edit made';
comment on column mart.edit_passages.position is 'Order within the edit, from 1';
comment on column mart.edit_passages.kind is 'headline, body, correction_note, update or withdrawn (notes that say so)';
comment on column mart.edit_passages.change is 'added, removed or altered';
comment on column mart.edit_passages.part is 'title or body';
comment on column mart.edit_passages.aspects is 'What an altered passage no longer says as it did: numbers, names, negation, words; empty where a spelling was mended or words came in addition';
comment on column mart.edit_passages.before_text is 'The passage before; null where it was added';
comment on column mart.edit_passages.after_text is 'The passage after; null where it was removed';
comment on column mart.edit_passages.before_words is 'The words of an altered passage that are gone, run by run, as written';
comment on column mart.edit_passages.after_words is 'The words of an altered passage that came, run by run';
comment on column mart.edit_passages.before_numbers is 'The numbers among the words that are gone; of a removed passage all of its numbers';
comment on column mart.edit_passages.after_numbers is 'The numbers among the words that came; of an added passage all of its numbers';
comment on column mart.edit_passages.before_names is 'The names among the words that are gone; of a removed passage all of its names';
comment on column mart.edit_passages.after_names is 'The names among the words that came; of an added passage all of its names';
comment on column mart.edit_passages.before_start is 'Where the passage starts in the part of the version before';
comment on column mart.edit_passages.before_end is 'Where it ends there';
comment on column mart.edit_passages.after_start is 'Where the passage starts in the part of this version';
comment on column mart.edit_passages.after_end is 'Where it ends there';
comment on column mart.edit_passages.seen_at is 'When the edited wording was first met (UTC instant)';
comment on column mart.edit_passages.wording_at is 'When it stood first, by its own account (UTC instant)';
comment on column mart.edit_passages.after_published_s is 'Seconds from publication to the time of the wording, or to its first sight where it does not say';
comment on column mart.edit_passages.source is 'Source name, as in sources.toml';
comment on column mart.edit_passages.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.edit_passages.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
