-- Who said what: direct, mixed and indirect speech with its speaker.
--
-- Grain:   one row per quotation.
-- Reads:   stage.articles, stage.quotes
-- Answers: "What has this person been quoted with?", "Which words are reported without a speaker?"

create or replace view mart.quotes as
select
    a.article_id,
    a.current_version as version,
    f.text,
    f.kind,
    f.speaker_name,
    f.speaker,
    f.cue,
    f.speaker_start,
    f.speaker_end,
    f.speaker_entity_id,
    f.spans,
    f.part,
    f."start",
    f."end",
    f.rule,
    f.rule_version,
    f.confidence,
    a.source,
    a.published_at,
    a.published_date
from stage.quotes as f
join stage.articles as a on a.current_version_id = f.version_id;

comment on view mart.quotes is 'One row per quotation';
comment on column mart.quotes.article_id is 'Article; the same in every view';
comment on column mart.quotes.version is 'Number of the wording the fact stands in: the current one of the article';
comment on column mart.quotes.text is 'What was said: the pieces of the quotation, in order';
comment on column mart.quotes.kind is 'Direct (all of it in quotation marks), mixed (a part of it) or indirect (none of it)';
comment on column mart.quotes.speaker_name is 'Who said it, as resolved within the article; null where the text does not tell';
comment on column mart.quotes.speaker is 'The speaker as mentioned beside the words, such as she';
comment on column mart.quotes.cue is 'The word that reports it, such as said';
comment on column mart.quotes.speaker_start is 'First character of the speaker as mentioned, counted from 0';
comment on column mart.quotes.speaker_end is 'Character after the last one of the speaker as mentioned';
comment on column mart.quotes.speaker_entity_id is 'Who said it, as an entity; null where that is not known';
comment on column mart.quotes.spans is 'The pieces of the quotation in order, each with start and end';
comment on column mart.quotes.part is 'Part of the article the span counts in: body, title, kicker or credit_line';
comment on column mart.quotes."start" is 'First character of the span, counted from 0';
comment on column mart.quotes."end" is 'Character after the last one of the span';
comment on column mart.quotes.rule is 'Rule that found it';
comment on column mart.quotes.rule_version is 'Version of that rule';
comment on column mart.quotes.confidence is 'How sure the rule is, from 0 to 1';
comment on column mart.quotes.source is 'Source name, as in sources.toml';
comment on column mart.quotes.published_at is 'When the article was published (UTC instant); null where nothing says so';
comment on column mart.quotes.published_date is 'Day of publication in the reader''s time zone; null where no day is known';
