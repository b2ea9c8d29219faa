-- How much each source publishes, day by day.
--
-- Grain:   one row per source and day of publication; one more per source for articles whose day is
--          not known.
-- Reads:   stage.articles
-- Answers: "Is this source publishing as much as it used to?"

create or replace view mart.daily_volume_by_source as
select
    source,
    published_date,
    count(*) as article_count,
    sum(word_count)::bigint as word_count,
    sum(version_count - 1)::bigint as edit_count
from stage.articles
group by source, published_date;

comment on view mart.daily_volume_by_source is 'One row per source and day of publication';
comment on column mart.daily_volume_by_source.source is 'Source name, as in sources.toml';
comment on column mart.daily_volume_by_source.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
comment on column mart.daily_volume_by_source.article_count is 'Articles published that day';
comment on column mart.daily_volume_by_source.word_count is 'Words in their bodies';
comment on column mart.daily_volume_by_source.edit_count is 'Edits seen of those articles, whenever they were made';
