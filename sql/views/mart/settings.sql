-- Whose days and weeks these views count in: timezone under [settings] in sources.toml, taken over
-- by the next run. The time zone of a session changes how instants are printed, and no day or week.
--
-- Grain:   one row.
-- Reads:   stage.settings
-- Answers: "Whose days are these?"

create or replace view mart.settings as
select timezone
from stage.settings;

comment on view mart.settings is 'One row: what these views follow';
comment on column mart.settings.timezone is 'Time zone (IANA name) whose days and weeks the views count in';
