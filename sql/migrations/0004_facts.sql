-- Facts: what is stated about one wording, each with the place in the text that shows it.
--
-- "start" and "end" are a half-open range of characters, counted from 0, in the part of the wording
-- that `part` names. `position` counts the facts of one kind in the order of the text, from 1.

create table core.entities (
    entity_id varchar not null,
    kind varchar not null,
    name varchar not null,
    first_seen_at timestamptz not null,
);
comment on table core.entities is 'One row per kind and name, whichever articles name it';
comment on column core.entities.entity_id is 'Of kind and name without case and stray space';
comment on column core.entities.name is 'As it was first written';

create table core.mentions (
    version_id varchar not null,
    article_id varchar not null,
    position integer not null,
    text varchar not null,
    kind varchar not null,
    name varchar not null,
    entity_id varchar not null,
    titles varchar[] not null,
    part varchar not null,
    "start" integer not null,
    "end" integer not null,
    rule varchar not null,
    rule_version integer not null,
    confidence double not null,
);
comment on table core.mentions is 'One row per name in the text; name is what it stands for within the article';

create table core.places (
    version_id varchar not null,
    article_id varchar not null,
    position integer not null,
    text varchar not null,
    name varchar not null,
    country varchar,
    latitude double,
    longitude double,
    part varchar not null,
    "start" integer not null,
    "end" integer not null,
    rule varchar not null,
    rule_version integer not null,
    confidence double not null,
);
comment on table core.places is 'One row per place named, with its country where the text decides it';
comment on column core.places.country is 'ISO 3166-1 alpha-2';

create table core.quotes (
    version_id varchar not null,
    article_id varchar not null,
    position integer not null,
    text varchar not null,
    kind varchar not null,
    spans struct("start" integer, "end" integer)[] not null,
    cue varchar,
    speaker varchar,
    speaker_start integer,
    speaker_end integer,
    speaker_name varchar,
    speaker_entity_id varchar,
    part varchar not null,
    "start" integer not null,
    "end" integer not null,
    rule varchar not null,
    rule_version integer not null,
    confidence double not null,
);
comment on table core.quotes is 'One row per thing said, and by whom';
comment on column core.quotes.kind is 'direct, mixed, indirect';
comment on column core.quotes.spans is 'Its pieces, in order';
comment on column core.quotes.speaker is 'As mentioned';
comment on column core.quotes.speaker_name is 'As resolved';

create table core.dates (
    version_id varchar not null,
    article_id varchar not null,
    position integer not null,
    text varchar not null,
    value varchar not null,
    kind varchar not null,
    grain varchar,
    starts_on date,
    ends_on date,
    anchor date,
    part varchar not null,
    "start" integer not null,
    "end" integer not null,
    rule varchar not null,
    rule_version integer not null,
    confidence double not null,
);
comment on table core.dates is 'One row per date named, as a TIMEX3 value and as the days it covers';
comment on column core.dates.kind is 'DATE, TIME, DURATION, SET';
comment on column core.dates.ends_on is 'Inclusive';
comment on column core.dates.anchor is 'The day a relative date was counted from';

create table core.acronyms (
    version_id varchar not null,
    article_id varchar not null,
    position integer not null,
    short varchar not null,
    long varchar not null,
    long_start integer not null,
    long_end integer not null,
    part varchar not null,
    "start" integer not null,
    "end" integer not null,
    rule varchar not null,
    rule_version integer not null,
    confidence double not null,
);
comment on table core.acronyms is 'One row per short form and the expansion the article gives for it';

create table core.citations (
    version_id varchar not null,
    article_id varchar not null,
    position integer not null,
    outlet varchar not null,
    relation varchar not null,
    url varchar,
    part varchar not null,
    "start" integer not null,
    "end" integer not null,
    rule varchar not null,
    rule_version integer not null,
    confidence double not null,
);
comment on table core.citations is 'One row per outlet or website the article leans on';
comment on column core.citations.relation is 'reported_by, according_to, told, cited';

create table core.agreements (
    version_id varchar not null,
    article_id varchar not null,
    position integer not null,
    name varchar not null,
    short varchar,
    part varchar not null,
    "start" integer not null,
    "end" integer not null,
    rule varchar not null,
    rule_version integer not null,
    confidence double not null,
);
comment on table core.agreements is 'One row per treaty, accord, bill or law named';

create table core.amounts (
    version_id varchar not null,
    article_id varchar not null,
    position integer not null,
    text varchar not null,
    kind varchar not null,
    value double not null,
    currency varchar,
    unit varchar,
    part varchar not null,
    "start" integer not null,
    "end" integer not null,
    rule varchar not null,
    rule_version integer not null,
    confidence double not null,
);
comment on table core.amounts is 'One row per sum of money, percentage or counted quantity';
comment on column core.amounts.kind is 'money, percent, quantity';
comment on column core.amounts.currency is 'ISO 4217';

create table core.credits (
    version_id varchar not null,
    article_id varchar not null,
    position integer not null,
    agency varchar not null,
    as_written varchar not null,
    part varchar not null,
    "start" integer not null,
    "end" integer not null,
    rule varchar not null,
    rule_version integer not null,
    confidence double not null,
);
comment on table core.credits is 'One row per wire agency credited';
comment on column core.credits.agency is 'Its code, or the name as written';

create table core.datelines (
    version_id varchar not null,
    article_id varchar not null,
    position integer not null,
    place varchar not null,
    on_date date,
    part varchar not null,
    "start" integer not null,
    "end" integer not null,
    rule varchar not null,
    rule_version integer not null,
    confidence double not null,
);
comment on table core.datelines is 'One row per wording that opens with a dateline';

create table core.links (
    version_id varchar not null,
    article_id varchar not null,
    position integer not null,
    url varchar not null,
    anchor varchar not null,
    part varchar not null,
    "start" integer not null,
    "end" integer not null,
    rule varchar not null,
    rule_version integer not null,
    confidence double not null,
);
comment on table core.links is 'One row per link in the body; the span covers its anchor text';
