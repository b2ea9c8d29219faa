-- Withdrawals of articles, those that were undone as well.
--
-- Grain:   one row per article and time it was withdrawn.
-- Reads:   core.withdrawals

create or replace view stage.withdrawals as
select
    article_id,
    source,
    url,
    status,
    locator,
    withdrawn_at,
    confirmed_at,
    returned_at,
    returned_at is null as is_withdrawn,
    run_id,
    last_run_id,
    loaded_at
from core.withdrawals;

comment on view stage.withdrawals is 'One row per article and time it was withdrawn';
