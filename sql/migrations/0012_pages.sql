-- What a page holds beside the run of its text: the posts of a live blog, what the paper says of its own
-- mistakes, and the page on which an article goes on.

alter table core.article_versions add column next_page_url varchar;
comment on column core.article_versions.next_page_url is
'Where the article goes on, as far as its pages were not in hand';

create table core.posts (
    version_id varchar not null,
    article_id varchar not null,
    position integer not null,
    headline varchar,
    posted_at timestamptz,
    posted_local varchar,
    posted_zone varchar,
    posted_precision varchar,
    part varchar not null,
    "start" integer not null,
    "end" integer not null,
    rule varchar not null,
    rule_version integer not null,
    confidence double not null,
);
comment on table core.posts is 'One row per wording of a live blog and post, in the order of the page';
comment on column core.posts.posted_at is 'The instant at which the written period starts';
comment on column core.posts.posted_local is 'As written, cut to its precision';

create table core.corrections (
    version_id varchar not null,
    article_id varchar not null,
    position integer not null,
    kind varchar not null,
    text varchar not null,
    part varchar not null,
    "start" integer not null,
    "end" integer not null,
    rule varchar not null,
    rule_version integer not null,
    confidence double not null,
);
comment on table core.corrections is 'One row per wording and note in it about the story itself';
comment on column core.corrections.kind is 'correction, clarification, editors_note';
comment on column core.corrections.text is 'The note, a paragraph of the body';
