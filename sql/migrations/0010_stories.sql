-- Stories: the copies of one text, across all sources.
--
-- A story is known by its first article: published first, and among equals of the lower article_id. So it
-- has the same name whichever way its articles came in, and another one where an earlier article turns up.

create table core.uncompared (
    article_id varchar not null,
);
comment on table core.uncompared is
'One row per article and load that changed it since it was compared with the others: what is still to do';

insert into core.uncompared select article_id from core.articles;

create table core.fingerprints (
    article_id varchar not null,
    version_id varchar not null,
    "day" date not null,
    letter_count integer not null,
    keys uinteger[] not null,
    positions usmallint[] not null,
    far_keys uinteger[] not null,
    far_positions usmallint[] not null,
);
comment on table core.fingerprints is
'One row per article: sampled passages of its wording, by which copies of it are found';
comment on column core.fingerprints."day" is 'Of publication, in UTC; of the first meeting where nothing says so';
comment on column core.fingerprints.letter_count is 'Of the text without its dateline';
comment on column core.fingerprints.positions is 'Letters that stand before each passage';
comment on column core.fingerprints.far_keys is 'Those of keys that are looked up in all of the window, and not for some days alone';

create table core.story_members (
    article_id varchar not null,
    story_id varchar not null,
    version_id varchar not null,
    first_version_id varchar not null,
    is_same_title boolean,
    copied_share double not null,
    kept_share double not null,
    added struct("start" integer, "end" integer)[] not null,
    left_out struct("start" integer, "end" integer)[] not null,
);
comment on table core.story_members is
'One row per article of each story of two and more: what it has of the first article, which has a row too';
comment on column core.story_members.story_id is 'The article_id of the first article';
comment on column core.story_members.version_id is 'The wording that was compared';
comment on column core.story_members.first_version_id is 'The wording of the first article it was compared with';
comment on column core.story_members.is_same_title is 'Null where either has no title';
comment on column core.story_members.copied_share is 'Of its words: how many stand in sentences of the first article';
comment on column core.story_members.kept_share is 'Of the words of the first article: how many stand in sentences it has';
comment on column core.story_members.added is 'Sentences of its body that are not of the first article';
comment on column core.story_members.left_out is 'Sentences of the body of the first article that it does not have';
