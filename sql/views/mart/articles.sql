-- Articles as they stand now, with their text.
--
-- Grain:   one row per article.
-- Reads:   stage.articles, stage.article_versions, stage.credits, stage.datelines
-- Answers: "What was published, where and when?", "What exactly does it say?"

create or replace view mart.articles as
with credited as (
    select version_id, list(distinct agency order by agency) as wire_agencies
    from stage.credits
    group by version_id
)

select
    a.article_id,
    a.source,
    a.url,
    a.canonical_url,
    a.title,
    a.kicker,
    a.author_names as authors,
    a.published_at,
    a.published_precision,
    a.modified_at,
    a.first_seen_at,
    a.last_seen_at,
    a.language,
    a.section,
    v.body,
    a.word_count,
    coalesce(c.wire_agencies, []) as wire_agencies,
    d.place as dateline_place,
    a.page_kind,
    a.access,
    a.is_complete,
    a.is_withdrawn,
    a.version_count,
    a.story_id,
    a.published_date,
    a.published_local,
    a.published_zone,
    a.published_from,
    a.site_name,
    v.standfirst,
    v.tags,
    v.credit_line,
    d.dateline_date,
    v.charset_used,
    v.charset_replaced,
    v.flags,
    a.current_version as version,
    a.current_version_id as version_id,
    a.withdrawn_at,
    v.next_page_url,
    a.event_id
from stage.articles as a
join stage.article_versions as v on v.version_id = a.current_version_id
left join credited as c on c.version_id = a.current_version_id
left join stage.datelines as d on d.version_id = a.current_version_id;

comment on view mart.articles is 'One row per article as it stands now';
comment on column mart.articles.article_id is 'Article; the same in every view';
comment on column mart.articles.source is 'Source name, as in sources.toml';
comment on column mart.articles.url is 'Address it was taken from';
comment on column mart.articles.canonical_url is 'The one address of the article, normalised; null for a text without an address';
comment on column mart.articles.title is 'Headline';
comment on column mart.articles.kicker is 'Words set before or above the headline';
comment on column mart.articles.authors is 'Names in the order of the byline; empty where there is none';
comment on column mart.articles.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.articles.published_precision is 'How much of the time of publication was written: second, minute, hour, day, month or year';
comment on column mart.articles.modified_at is 'When the article says it was last changed (UTC instant)';
comment on column mart.articles.first_seen_at is 'When it was first stored (UTC instant)';
comment on column mart.articles.last_seen_at is 'When it was last met in a source (UTC instant)';
comment on column mart.articles.language is 'Language of the text (ISO 639-1)';
comment on column mart.articles.section is 'Section as the source names it';
comment on column mart.articles.body is 'Text: paragraphs joined by a blank line';
comment on column mart.articles.word_count is 'Words of the body, split at white space';
comment on column mart.articles.wire_agencies is 'Agencies credited, as codes such as ANI; empty where there is none';
comment on column mart.articles.dateline_place is 'Place in the dateline that opens the body';
comment on column mart.articles.page_kind is 'article or liveblog';
comment on column mart.articles.access is 'What a reader without a subscription sees: free, metered or paywalled; null where nothing says so';
comment on column mart.articles.is_complete is 'False where the text is known to be cut';
comment on column mart.articles.is_withdrawn is 'True while its page is known to be gone (404 or 410); see mart.withdrawn';
comment on column mart.articles.version_count is 'Versions so far: 1 plus the edits that were seen';
comment on column mart.articles.story_id is 'Story it belongs to, by the article_id of its first article: copies of one text, see mart.stories; its own article_id where it has none';
comment on column mart.articles.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
comment on column mart.articles.published_local is 'Time of publication as written (ISO 8601), cut to its precision';
comment on column mart.articles.published_zone is 'Zone or offset the time was read in; null where none is known and UTC was assumed';
comment on column mart.articles.published_from is 'Where the time of publication was found';
comment on column mart.articles.site_name is 'Name the site gives itself';
comment on column mart.articles.standfirst is 'Lines between headline and text';
comment on column mart.articles.tags is 'Keywords the source gives';
comment on column mart.articles.credit_line is 'Closing credit, which is not part of the body';
comment on column mart.articles.dateline_date is 'Day in the dateline';
comment on column mart.articles.charset_used is 'Charset its bytes were read in';
comment on column mart.articles.charset_replaced is 'Bytes that charset could not read, each a U+FFFD in the text';
comment on column mart.articles.flags is 'What was odd about the document';
comment on column mart.articles.version is 'Number of the current wording';
comment on column mart.articles.version_id is 'The current wording, as core.article_versions and the tables of facts name it';
comment on column mart.articles.withdrawn_at is 'When its page was found to be gone (UTC instant); null where it stands';
comment on column mart.articles.next_page_url is 'Address of the page it goes on at; null where it ends here or all its pages were joined';
comment on column mart.articles.event_id is 'Event it tells of, by the story that opens it: independent accounts of one thing, see mart.events';
