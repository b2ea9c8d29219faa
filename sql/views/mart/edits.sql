-- What changed after publication: each version beside the one before it, and articles that were taken back.
--
-- White space, counters and advertising make no version. One in which blocks stand in another order alone is a
-- wording (mart.article_versions) and no edit. Wordings that an earlier release stored are compared by the next
-- `newsmill replay`; until then their kinds are null.
--
-- Grain:   one row per article and version after the first that is an edit, and per time it was withdrawn.
-- Reads:   stage.articles, stage.article_versions, stage.version_log, stage.edits, stage.edit_passages,
--          stage.withdrawals
-- Answers: "Which headlines were changed, and how?", "Which numbers are others now, and how soon?"

create or replace view mart.edits as
with passages as (
    select
        before_version_id,
        after_version_id,
        list(after_text order by position) filter (where change = 'added') as sentences_added,
        list(before_text order by position) filter (where change = 'removed') as sentences_removed,
        list({'before': before_text, 'after': after_text} order by position)
            filter (where change = 'altered' and part = 'body') as sentences_altered,
        list_distinct(flatten(list(before_numbers order by position) filter (where change = 'altered'))) as numbers_before,
        list_distinct(flatten(list(after_numbers order by position) filter (where change = 'altered'))) as numbers_after,
        list_distinct(flatten(list(before_names order by position) filter (where change = 'altered'))) as names_before,
        list_distinct(flatten(list(after_names order by position) filter (where change = 'altered'))) as names_after
    from stage.edit_passages
    group by before_version_id, after_version_id
),

edited as (
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
        e.kinds,
        c.sentences_added,
        c.sentences_removed,
        c.sentences_altered,
        c.numbers_before,
        c.numbers_after,
        c.names_before,
        c.names_after
    from stage.version_log as l
    join stage.version_log as p on p.article_id = l.article_id and p.version = l.version - 1
    join stage.article_versions as before on before.version_id = p.version_id
    join stage.article_versions as after on after.version_id = l.version_id
    left join stage.edits as e on e.before_version_id = p.version_id and e.after_version_id = l.version_id
    left join passages as c on c.before_version_id = p.version_id and c.after_version_id = l.version_id
    where l.version > 1 and (e.kinds is null or len(e.kinds) > 0 or l.change_kind = 'completed')
    union all by name
    select
        w.article_id,
        w.withdrawn_at as seen_at,
        w.withdrawn_at as wording_at,
        'withdrawn' as change_kind,
        [] as changed_fields,
        ['withdrawn'] as kinds
    from stage.withdrawals as w
)

select
    e.article_id,
    e.version,
    e.seen_at,
    e.wording_at,
    e.change_kind,
    e.changed_fields,
    e.title_before,
    e.title_after,
    e.body_before,
    e.body_after,
    e.word_count_change,
    a.source,
    a.url,
    a.published_at,
    a.published_date,
    e.kinds,
    coalesce(e.sentences_added, []) as sentences_added,
    coalesce(e.sentences_removed, []) as sentences_removed,
    coalesce(e.sentences_altered, []) as sentences_altered,
    coalesce(e.numbers_before, []) as numbers_before,
    coalesce(e.numbers_after, []) as numbers_after,
    coalesce(e.names_before, []) as names_before,
    coalesce(e.names_after, []) as names_after,
    epoch(coalesce(e.wording_at, e.seen_at)) - epoch(a.published_at) as after_published_s
from edited as e
join stage.articles as a on a.article_id = e.article_id;

comment on view mart.edits is 'One row per edit of an article, or time it was withdrawn';
comment on column mart.edits.article_id is 'Article; the same in every view';
comment on column mart.edits.version is 'The version that the edit made; the one before has the number before; null for a withdrawal, which makes none';
comment on column mart.edits.seen_at is 'When the edited wording was first met (UTC instant)';
comment on column mart.edits.wording_at is 'When it stood first, by its own account (UTC instant)';
comment on column mart.edits.change_kind is 'edited, reverted, completed, earlier_wording or withdrawn';
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
comment on column mart.edits.kinds is 'Of headline, body, correction_note, update (a note that says so) and withdrawn; null where the wordings were not compared yet';
comment on column mart.edits.sentences_added is 'Sentences that the version before has not, in the order of the text';
comment on column mart.edits.sentences_removed is 'Sentences that are gone, in the order of the text';
comment on column mart.edits.sentences_altered is 'Sentences of which words changed, before and after; mart.edit_passages says which words';
comment on column mart.edits.numbers_before is 'Numbers in altered passages, the headline included, that are no longer there, as written';
comment on column mart.edits.numbers_after is 'Numbers that stand in altered passages now and did not before';
comment on column mart.edits.names_before is 'Names in altered passages that are no longer there, as written';
comment on column mart.edits.names_after is 'Names that stand in altered passages now and did not before';
comment on column mart.edits.after_published_s is 'Seconds from publication to the time of the wording, or to its first sight where it does not say; of a day without a time from its start';
