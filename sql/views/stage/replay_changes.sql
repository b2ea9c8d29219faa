-- What came out otherwise when stored documents were read again.
--
-- Grain:   one row per replay and part.
-- Reads:   meta.replay_changes

create or replace view stage.replay_changes as
select
    run_id,
    case part when 'article_versions' then 'text' when 'field_provenance' then 'provenance' else part end as part,
    wordings
from meta.replay_changes;

comment on view stage.replay_changes is 'One row per replay and part that came out otherwise';
