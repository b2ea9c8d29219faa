-- Short forms and the long forms the articles themselves give for them.
--
-- Grain:   one row per short form an article explains.
-- Reads:   stage.articles, stage.acronyms
-- Answers: "What does this abbreviation stand for, and according to whom?"

create or replace view mart.acronyms as
select
    a.article_id,
    a.current_version as version,
    f.short,
    f.long,
    f.long_start,
    f.long_end,
    f.part,
    f."start",
    f."end",
    f.rule,
    f.rule_version,
    f.confidence,
    a.source,
    a.published_at,
    a.published_date
from stage.acronyms as f
join stage.articles as a on a.current_version_id = f.version_id;

comment on view mart.acronyms is 'One row per short form an article explains';
comment on column mart.acronyms.article_id is 'Article; the same in every view';
comment on column mart.acronyms.version is 'Number of the wording the fact stands in: the current one of the article';
comment on column mart.acronyms.short is 'Short form; the span covers it';
comment on column mart.acronyms.long is 'Long form as written';
comment on column mart.acronyms.long_start is 'First character of the long form, counted from 0';
comment on column mart.acronyms.long_end is 'Character after the last one of the long form';
comment on column mart.acronyms.part is 'Part of the article the span counts in: body, title, kicker or credit_line';
comment on column mart.acronyms."start" is 'First character of the span, counted from 0';
comment on column mart.acronyms."end" is 'Character after the last one of the span';
comment on column mart.acronyms.rule is 'Rule that found it';
comment on column mart.acronyms.rule_version is 'Version of that rule';
comment on column mart.acronyms.confidence is 'How sure the rule is, from 0 to 1';
comment on column mart.acronyms.source is 'Source name, as in sources.toml';
comment on column mart.acronyms.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.acronyms.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
