-- What came in, before anything was judged.

create table raw.documents (
    document_id varchar not null,
    source varchar not null,
    locator varchar not null,
    sha256 varchar not null,
    media_type varchar not null,
    byte_count bigint not null,
    url varchar,
    fetched_at timestamptz,
    charset_declared varchar,
    charset_used varchar,
    article_id varchar not null,
    version_id varchar not null,
    wording_at timestamptz,
    outcome varchar not null,
    run_id varchar not null,
    batch_id varchar not null,
    sequence integer not null,
    first_seen_at timestamptz not null,
);
comment on table raw.documents is
'One row per document that became, or repeated, a wording of an article; the locator leads back to its bytes';
comment on column raw.documents.document_id is 'Of source, locator and sha256';
comment on column raw.documents.wording_at is 'When these bytes say their wording stood';
comment on column raw.documents.outcome is 'new, updated, unchanged, duplicate';
