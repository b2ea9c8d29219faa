-- What changed after publication: each version beside the one before it.
--
-- Grain:   one row per article and version after the first.
-- Reads:   stage.articles, stage.article_versions, stage.version_log
-- Answers: "Which headlines were changed, and how?"

create or replace view mart.edits as
select
    l.article_id,
    l.version,
    l.seen_at,
    l.wording_at,
    l.change_kind,
    l.changed_fields,
    before.title as title_before,
    after.title as title_after,
    before.body as body_before,
    after.body as body_after,
    after.word_count - before.word_count as word_count_change,
    a.source,
    a.url,
    a.published_at,
    a.published_date
from stage.version_log as l
join stage.version_log as p on p.article_id = l.article_id and p.version = l.version - 1
join stage.article_versions as before on before.version_id = p.version_id
join stage.article_versions as after on after.version_id = l.version_id
join stage.articles as a on a.article_id = l.article_id
where l.version > 1;

comment on view mart.edits is 'One row per edit of an article';
comment on column mart.edits.article_id is 'Article; the same in every view';
comment on column mart.edits.version is 'The version that the edit made; the one before has the number before';
comment on column mart.edits.seen_at is 'When the edited wording was first met (UTC instant)';
comment on column mart.edits.wording_at is 'When it stood first, by its own account (UTC instant)';
comment on column mart.edits.change_kind is 'edited, reverted, completed or earlier_wording';
comment on column mart.edits.changed_fields is 'What changed: title, body';
comment on column mart.edits.title_before is 'Headline before';
comment on column mart.edits.title_after is 'Headline after';
comment on column mart.edits.body_before is 'Text before';
comment on column mart.edits.body_after is 'Text after';
comment on column mart.edits.word_count_change is 'Words gained, or lost where negative';
comment on column mart.edits.source is 'Source name, as in sources.toml';
comment on column mart.edits.url is 'Address of the article';
comment on column mart.edits.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.edits.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
