-- Every request has an outcome that is known and that fits its status, and what was answered was landed.
--
-- Grain:   one row per request that does not.
-- Reads:   raw.fetches

with judged as (
    select
        fetch_id,
        url,
        status,
        outcome,
        case
            when outcome not in (
                'ok', 'not_modified', 'empty', 'not_found', 'gone', 'refused', 'throttled', 'server_error',
                'timed_out', 'unreachable', 'disallowed', 'blocked', 'redirected_away', 'oversized',
                'truncated', 'undecodable'
            ) then 'its outcome is unknown'
            when outcome in ('ok', 'empty') and coalesce(status, 0) not between 200 and 299
                then 'no success has this status'
            when outcome = 'not_modified' and status is distinct from 304 then 'its status is not 304'
            when outcome = 'not_found' and status is distinct from 404 then 'its status is not 404'
            when outcome = 'gone' and status is distinct from 410 then 'its status is not 410'
            when outcome = 'ok' and locator is null then 'it was not landed'
            when wire_byte_count < 0 or body_byte_count < 0 or seconds < 0 then 'it cost less than nothing'
        end as fault
    from raw.fetches
)

select fetch_id, url, status, outcome, fault
from judged
where fault is not null;
