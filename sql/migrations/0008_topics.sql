-- What articles are about: topics of a public vocabulary, and phrases of their own.

create table core.topics (
    version_id varchar not null,
    article_id varchar not null,
    position integer not null,
    topic_id varchar not null,
    name varchar not null,
    broader_id varchar,
    text varchar not null,
    spans struct("start" integer, "end" integer)[] not null,
    part varchar not null,
    "start" integer not null,
    "end" integer not null,
    rule varchar not null,
    rule_version integer not null,
    confidence double not null,
);
comment on table core.topics is 'One row per topic of a wording, the weightiest first';
comment on column core.topics.topic_id is 'IPTC Media Topic';
comment on column core.topics.text is 'The word that tells it best; the span covers it';
comment on column core.topics.spans is 'The words that show it, in order';

create table core.keywords (
    version_id varchar not null,
    article_id varchar not null,
    position integer not null,
    text varchar not null,
    phrase varchar not null,
    mention_count integer not null,
    part varchar not null,
    "start" integer not null,
    "end" integer not null,
    rule varchar not null,
    rule_version integer not null,
    confidence double not null,
);
comment on table core.keywords is 'One row per phrase that characterises a wording, the weightiest first';
comment on column core.keywords.text is 'As first written; the span covers it';
comment on column core.keywords.phrase is 'As it is counted: in lower case, one space between words';
