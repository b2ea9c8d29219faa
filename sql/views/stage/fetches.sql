-- Requests that were made of the network.
--
-- Grain:   one row per request, with its redirects and retries.
-- Reads:   raw.fetches

create or replace view stage.fetches as
select
    fetch_id,
    run_id,
    source,
    purpose,
    url,
    final_url,
    lower(regexp_extract(final_url, '^[A-Za-z][A-Za-z0-9+.-]*://(?:[^/?#@]*@)?([^/?#]+)', 1)) as host_name,
    status,
    outcome,
    detail,
    outcome = 'not_modified' as is_not_modified,
    outcome not in ('ok', 'not_modified', 'empty') as is_failed,
    etag,
    last_modified,
    media_type,
    wire_byte_count,
    body_byte_count,
    is_cut,
    attempt_count,
    redirect_count,
    case
        -- Our own rules forbade it, or its host had asked for patience: nothing was sent.
        when status is null and outcome in ('blocked', 'disallowed', 'throttled') then 0
        else attempt_count + redirect_count
    end as request_count,
    retry_after_seconds,
    seconds,
    first_byte_seconds,
    locator,
    fetched_at,
    loaded_at
from raw.fetches;

comment on view stage.fetches is 'One row per request, with its redirects and retries';
