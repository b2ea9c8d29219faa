-- What a replay changed: the same bytes, read by other rules.

create table meta.replay_changes (
    run_id varchar not null,
    part varchar not null,
    wordings bigint not null,
);
comment on table meta.replay_changes is 'One row per replay and part of the warehouse that came out otherwise';
comment on column meta.replay_changes.part is 'A table of core: article_versions is the text, articles what stands about it, mentions its names, …';
comment on column meta.replay_changes.wordings is 'How many wordings came out otherwise in it';
