-- What other documents say of an article beside the wording that is stored.

alter table raw.documents add column is_beside boolean default false;
comment on column raw.documents.is_beside is
'Its words are others than those of the version and no version of their own: see core.comparisons';

create table core.comparisons (
    document_id varchar not null,
    article_id varchar not null,
    version_id varchar not null,
    is_same_title boolean,
    title_hash varchar,
    body_hash varchar not null,
    word_count integer not null,
    stored_share double,
    told_share double,
    run_id varchar not null,
    compared_at timestamptz not null,
);
comment on table core.comparisons is
'One row per document that is compared with a stored wording: an excerpt, or the page of an item that its feed holds whole';
comment on column core.comparisons.version_id is 'The wording that stood when it came';
comment on column core.comparisons.is_same_title is 'Null where either has no title';
comment on column core.comparisons.title_hash is 'Of the words of the document''s title, as is body_hash of its body';
comment on column core.comparisons.word_count is 'Of the document';
comment on column core.comparisons.stored_share is 'Of the sentences of the wording: how many the document has; null where there are none';
comment on column core.comparisons.told_share is 'Of the sentences of the document: how many the wording has; null where there are none';
