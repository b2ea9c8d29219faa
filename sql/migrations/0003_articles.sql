-- Articles, their wordings, and the order in which the wordings stood.
--
-- What is updated is narrow. The wordings are wide and only ever appended, because rewriting rows that
-- carry bodies costs seconds a checkpoint.

create table core.articles (
    article_id varchar not null,
    source varchar not null,
    url varchar,
    canonical_url varchar,
    site_name varchar,
    title varchar,
    kicker varchar,
    author_names varchar[] not null,
    published_at timestamptz,
    published_local varchar,
    published_zone varchar,
    published_precision varchar,
    published_from varchar,
    modified_at timestamptz,
    language varchar,
    section varchar,
    page_kind varchar not null,
    access varchar,
    is_complete boolean not null,
    version_count integer not null,
    current_version integer not null,
    current_version_id varchar not null,
    content_hash varchar not null,
    word_count integer not null,
    first_seen_at timestamptz not null,
    last_seen_at timestamptz not null,
    changed_at timestamptz not null,
    first_run_id varchar not null,
    last_run_id varchar not null,
);
comment on table core.articles is 'One row per article as it stands now';
comment on column core.articles.author_names is 'In the order of the byline';
comment on column core.articles.published_at is 'The instant at which the written period starts';
comment on column core.articles.published_local is 'As written, cut to its precision';
comment on column core.articles.published_precision is 'second, minute, hour, day, month, year';
comment on column core.articles.changed_at is 'When a wording was last added';

create table core.article_versions (
    version_id varchar not null,
    article_id varchar not null,
    content_hash varchar not null,
    title varchar,
    kicker varchar,
    standfirst varchar,
    body varchar not null,
    credit_line varchar,
    word_count integer not null,
    language varchar,
    tags varchar[] not null,
    flags varchar[] not null,
    charset_declared varchar,
    charset_used varchar,
    charset_replaced integer,
    is_complete boolean not null,
    document_id varchar not null,
    run_id varchar not null,
    first_seen_at timestamptz not null,
);
comment on table core.article_versions is 'One row per wording an article has had; append-only';
comment on column core.article_versions.version_id is 'Of article_id and content_hash';
comment on column core.article_versions.body is 'Paragraphs joined by a blank line';
comment on column core.article_versions.document_id is 'Where it was taken from';

create table core.version_log (
    article_id varchar not null,
    version integer not null,
    version_id varchar not null,
    title_hash varchar,
    body_hash varchar not null,
    is_complete boolean not null,
    wording_at timestamptz,
    stood_until timestamptz,
    seen_at timestamptz not null,
    last_seen_at timestamptz not null,
    change_kind varchar not null,
    changed_fields varchar[] not null,
    run_id varchar not null,
    last_run_id varchar not null,
);
comment on table core.version_log is
'One row per article and version; a wording that came back has a row for each time it stood';
comment on column core.version_log.version is '1 is the oldest wording';
comment on column core.version_log.wording_at is 'When it stood first, by its own account';
comment on column core.version_log.stood_until is 'When it was last known to stand';
comment on column core.version_log.seen_at is 'When we first met it at this place';
comment on column core.version_log.change_kind is 'created, edited, reverted, completed, earlier_wording';
comment on column core.version_log.changed_fields is 'Of title and body, against the version before';

create table core.authors (
    version_id varchar not null,
    article_id varchar not null,
    position integer not null,
    name varchar not null,
    role varchar not null,
    as_written varchar not null,
);
comment on table core.authors is 'One row per wording and author, in the order of the byline';

create table core.media (
    version_id varchar not null,
    article_id varchar not null,
    position integer not null,
    url varchar not null,
    kind varchar not null,
    caption varchar,
    credit varchar,
);
comment on table core.media is 'One row per wording and picture, video or sound that belongs to it';

create table core.field_provenance (
    version_id varchar not null,
    article_id varchar not null,
    field varchar not null,
    value varchar not null,
    origin varchar not null,
    is_chosen boolean not null,
    document_id varchar not null,
);
comment on table core.field_provenance is
'One row per candidate for a field of a wording: where it was found, and whether it was taken';
