-- Full-text search: which word stands in which article, and where.
--
-- A load only appends a segment for what it brought, so that it costs in proportion to the batch. Segments of
-- like size are put together after the loads of a run.

create table core.search_documents (
    "document" uinteger not null,
    article_id varchar not null,
    version_id varchar not null,
    source varchar not null,
    language varchar,
    published_at timestamptz,
    term_count uinteger not null,
);
comment on table core.search_documents is
'One row per article whose current wording is in the index: what a search ranks and filters by';
comment on column core.search_documents."document" is 'Counted on; another wording gets another number';
comment on column core.search_documents.term_count is 'Of title and body';

create table core.search_postings (
    segment uinteger not null,
    term varchar not null,
    places ubigint[] not null,
);
comment on table core.search_postings is
'One row per segment and term: where it stands. Documents that search_documents lacks are gone';
comment on column core.search_postings.term is 'As search_terms() gives it';
comment on column core.search_postings.places is
'One entry for each time it is written: the document times 65536, and its place among the terms (below 1000 in the title, from 1000 on in the body)';

create table core.search_segments (
    segment uinteger not null,
    document_count uinteger not null,
    last_document uinteger not null,
);
comment on table core.search_segments is 'One row per segment of the index';
comment on column core.search_segments.document_count is 'When it was written';

create table core.unindexed (
    article_id varchar not null,
);
comment on table core.unindexed is
'One row per article that an earlier release stored and that is not in the index yet';

insert into core.unindexed select article_id from core.articles;
