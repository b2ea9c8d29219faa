-- Every wording an article has had, in the order in which they stood. One that came back is there
-- each time.
--
-- Grain:   one row per article and version.
-- Reads:   stage.articles, stage.article_versions, stage.version_log
-- Answers: "What did this article say before it was edited?"

create or replace view mart.article_versions as
select
    l.article_id,
    l.version,
    l.seen_at,
    v.title,
    v.body,
    l.change_kind,
    l.changed_fields,
    l.version = a.current_version as is_current,
    l.wording_at,
    l.last_seen_at,
    v.word_count,
    l.is_complete,
    l.version_id,
    a.source,
    a.published_at,
    a.published_date
from stage.version_log as l
join stage.article_versions as v using (version_id)
join stage.articles as a on a.article_id = l.article_id;

comment on view mart.article_versions is 'One row per article and version';
comment on column mart.article_versions.article_id is 'Article; the same in every view';
comment on column mart.article_versions.version is '1 is the oldest wording';
comment on column mart.article_versions.seen_at is 'When this wording was first met at this place (UTC instant)';
comment on column mart.article_versions.title is 'Headline';
comment on column mart.article_versions.body is 'Text: paragraphs joined by a blank line';
comment on column mart.article_versions.change_kind is 'created, edited, reverted (to an earlier wording), completed (a cut text became whole) or earlier_wording (met later than a newer one)';
comment on column mart.article_versions.changed_fields is 'What changed against the version before: title, body';
comment on column mart.article_versions.is_current is 'Is this the wording that stands now?';
comment on column mart.article_versions.wording_at is 'When it stood first, by its own account (UTC instant)';
comment on column mart.article_versions.last_seen_at is 'When it was last met (UTC instant)';
comment on column mart.article_versions.word_count is 'Words of the body';
comment on column mart.article_versions.is_complete is 'False where the text is known to be cut';
comment on column mart.article_versions.version_id is 'The wording, as core.article_versions and the tables of facts name it';
comment on column mart.article_versions.source is 'Source name, as in sources.toml';
comment on column mart.article_versions.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.article_versions.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
