-- Every date, time, duration and recurring time written in the articles, resolved as far as the
-- text allows.
--
-- Grain:   one row per date written in an article.
-- Reads:   stage.articles, stage.dates
-- Answers: "Which articles speak of August 2023, in whatever words?"

create or replace view mart.dates as
select
    a.article_id,
    a.current_version as version,
    f.text,
    f.value,
    f.kind,
    f.grain,
    f.starts_on,
    f.ends_on,
    f.anchor_date,
    f.part,
    f."start",
    f."end",
    f.rule,
    f.rule_version,
    f.confidence,
    a.source,
    a.published_at,
    a.published_date
from stage.dates as f
join stage.articles as a on a.current_version_id = f.version_id;

comment on view mart.dates is 'One row per date written in an article';
comment on column mart.dates.article_id is 'Article; the same in every view';
comment on column mart.dates.version is 'Number of the wording the fact stands in: the current one of the article';
comment on column mart.dates.text is 'The date as it stands in the article';
comment on column mart.dates.value is 'TIMEX3 value, such as 2023-08-02, 2005-10 or P15Y';
comment on column mart.dates.kind is 'DATE, TIME, DURATION or SET (recurring)';
comment on column mart.dates.grain is 'Size of the period named: time, day, week, month, quarter, year …';
comment on column mart.dates.starts_on is 'First day the period covers';
comment on column mart.dates.ends_on is 'Last day the period covers';
comment on column mart.dates.anchor_date is 'Day it was counted from, where it is relative';
comment on column mart.dates.part is 'Part of the article the span counts in: body, title, kicker or credit_line';
comment on column mart.dates."start" is 'First character of the span, counted from 0';
comment on column mart.dates."end" is 'Character after the last one of the span';
comment on column mart.dates.rule is 'Rule that found it';
comment on column mart.dates.rule_version is 'Version of that rule';
comment on column mart.dates.confidence is 'How sure the rule is, from 0 to 1';
comment on column mart.dates.source is 'Source name, as in sources.toml';
comment on column mart.dates.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.dates.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
