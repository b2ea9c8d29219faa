-- Articles that were taken back: their pages answered 404 or 410. Their text stays in mart.articles.
--
-- Grain:   one row per article and time it was withdrawn.
-- Reads:   stage.articles, stage.withdrawals
-- Answers: "What did this source take down, and how soon?", "What came back?"

create or replace view mart.withdrawn as
select
    w.article_id,
    a.source,
    w.url,
    a.title,
    a.published_at,
    w.withdrawn_at,
    w.confirmed_at,
    w.returned_at,
    w.is_withdrawn,
    w.status,
    epoch(w.withdrawn_at) - epoch(coalesce(a.published_at, a.first_seen_at)) as stood_s,
    a.version_count,
    w.locator,
    w.run_id
from stage.withdrawals as w
join stage.articles as a using (article_id)
order by w.withdrawn_at desc, w.article_id;

comment on view mart.withdrawn is 'One row per article and time it was withdrawn, the newest first';
comment on column mart.withdrawn.article_id is 'Article; the same in every view';
comment on column mart.withdrawn.source is 'Source name, as in sources.toml';
comment on column mart.withdrawn.url is 'Address that answered so';
comment on column mart.withdrawn.title is 'Headline';
comment on column mart.withdrawn.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.withdrawn.withdrawn_at is 'When its page was first found to be gone (UTC instant)';
comment on column mart.withdrawn.confirmed_at is 'When its page was last found to be gone (UTC instant)';
comment on column mart.withdrawn.returned_at is 'When the article was seen again after that (UTC instant); null where it was not';
comment on column mart.withdrawn.is_withdrawn is 'True while it has not been seen again';
comment on column mart.withdrawn.status is 'What its page answered last: 404 (not found) or 410 (gone for good)';
comment on column mart.withdrawn.stood_s is 'Seconds from its publication, or its first sight where that is not known, until it was found to be gone';
comment on column mart.withdrawn.version_count is 'Versions it had: 1 plus the edits that were seen';
comment on column mart.withdrawn.locator is 'Where the first such answer lies in the landing zone';
comment on column mart.withdrawn.run_id is 'Run that found it';
