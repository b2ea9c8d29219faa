-- What changed between two wordings of an article that stood one after the other.
--
-- Told by the two wordings, not by their numbers: an earlier wording that comes late moves the numbers, and
-- only the pair it came between is another.

create table core.edits (
    article_id varchar not null,
    before_version_id varchar not null,
    after_version_id varchar not null,
    kinds varchar[] not null,
    run_id varchar not null,
    compared_at timestamptz not null,
);
comment on table core.edits is 'One row per two wordings of an article that stood one after the other';
comment on column core.edits.kinds is
'Of headline, body, correction_note, update, withdrawn; empty where nothing that counts changed';

create table core.edit_passages (
    article_id varchar not null,
    before_version_id varchar not null,
    after_version_id varchar not null,
    position integer not null,
    kind varchar not null,
    change varchar not null,
    part varchar not null,
    aspects varchar[] not null,
    before_start integer,
    before_end integer,
    before_text varchar,
    before_words varchar[] not null,
    before_numbers varchar[] not null,
    before_names varchar[] not null,
    after_start integer,
    after_end integer,
    after_text varchar,
    after_words varchar[] not null,
    after_numbers varchar[] not null,
    after_names varchar[] not null,
);
comment on table core.edit_passages is 'One row per headline or sentence that changed between two wordings';
comment on column core.edit_passages.change is 'added, removed or altered';
comment on column core.edit_passages.aspects is
'Of an altered passage: numbers, names, negation, words; empty where a spelling was mended or words came in addition';
comment on column core.edit_passages.before_words is 'The words that do not stand in the passage after, as written';
