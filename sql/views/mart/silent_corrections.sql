-- Edits after which an article says something else, without a note that says so.
--
-- Something else: a number, a name or a negation that stood there is gone, or other words stand in the place of
-- some. Words that came in addition are no correction, a spelling that was mended is none, and an excerpt that
-- became the whole text is none. A sentence that is gone altogether counts where it held a number or a name. The
-- note has to come with the edit: one that stands from before speaks of another.
--
-- Grain:   one row per article and version that silently says something else.
-- Reads:   stage.articles, stage.version_log, stage.edits, stage.edit_passages
-- Answers: "Which outlets change figures without saying so?", "How soon after publication?"

create or replace view mart.silent_corrections as
with telling as (
    select
        before_version_id,
        after_version_id,
        list_sort(list_distinct(flatten(list(
            if(change = 'removed', ['removed'], aspects)
        )))) as reasons,
        list(before_text order by position) as passages_before,
        list(after_text order by position) as passages_after,
        list_distinct(flatten(list(before_numbers order by position))) as numbers_before,
        list_distinct(flatten(list(after_numbers order by position))) as numbers_after,
        list_distinct(flatten(list(before_names order by position))) as names_before,
        list_distinct(flatten(list(after_names order by position))) as names_after,
        bool_or(part = 'title') as is_in_headline
    from stage.edit_passages
    where
        kind in ('headline', 'body')
        and (
            (change = 'altered' and len(aspects) > 0)
            or (change = 'removed' and len(before_numbers) + len(before_names) > 0)
        )
    group by before_version_id, after_version_id
)

select
    l.article_id,
    l.version,
    a.source,
    a.url,
    a.title,
    t.reasons,
    t.passages_before,
    t.passages_after,
    t.numbers_before,
    t.numbers_after,
    t.names_before,
    t.names_after,
    t.is_in_headline,
    l.seen_at,
    l.wording_at,
    epoch(coalesce(l.wording_at, l.seen_at)) - epoch(a.published_at) as after_published_s,
    a.published_at,
    a.published_date
from stage.version_log as l
join stage.version_log as p on p.article_id = l.article_id and p.version = l.version - 1
join stage.edits as e on e.before_version_id = p.version_id and e.after_version_id = l.version_id
join telling as t on t.before_version_id = p.version_id and t.after_version_id = l.version_id
join stage.articles as a on a.article_id = l.article_id
where
    not list_has_any(e.kinds, ['correction_note', 'update', 'withdrawn'])
    and l.change_kind <> 'completed'
order by coalesce(l.wording_at, l.seen_at) desc, l.article_id, l.version;

comment on view mart.silent_corrections is 'One row per article and version that silently says something else, the newest first';
comment on column mart.silent_corrections.article_id is 'Article; the same in every view';
comment on column mart.silent_corrections.version is 'The version that says something else; mart.edit_passages has each passage of it';
comment on column mart.silent_corrections.source is 'Source name, as in sources.toml';
comment on column mart.silent_corrections.url is 'Address of the article';
comment on column mart.silent_corrections.title is 'Headline as it stands now';
comment on column mart.silent_corrections.reasons is 'What is no longer said as it was: names, negation, numbers, words; or removed';
comment on column mart.silent_corrections.passages_before is 'The headline and sentences in question as they were';
comment on column mart.silent_corrections.passages_after is 'The same as they are in this version; null where one is gone';
comment on column mart.silent_corrections.numbers_before is 'Numbers that are no longer said there, as written';
comment on column mart.silent_corrections.numbers_after is 'Numbers that are said there now';
comment on column mart.silent_corrections.names_before is 'Names that are no longer said there, as written';
comment on column mart.silent_corrections.names_after is 'Names that are said there now';
comment on column mart.silent_corrections.is_in_headline is 'Is the headline among the passages?';
comment on column mart.silent_corrections.seen_at is 'When the edited wording was first met (UTC instant)';
comment on column mart.silent_corrections.wording_at is 'When it stood first, by its own account (UTC instant)';
comment on column mart.silent_corrections.after_published_s is 'Seconds from publication to the time of the wording, or to its first sight where it does not say';
comment on column mart.silent_corrections.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.silent_corrections.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
