-- What was asked of the network, and what came of it.
--
-- Grain:   one row per request, with its redirects and retries.
-- Reads:   stage.fetches
-- Answers: "Which hosts fail, and how?", "How many bytes does a source cost?", "Where are the bytes of this answer?"

create or replace view mart.fetches as
select
    fetch_id,
    run_id,
    source,
    purpose,
    url,
    final_url,
    host_name,
    fetched_at,
    status,
    outcome,
    detail,
    is_not_modified,
    is_failed,
    is_cut,
    request_count,
    redirect_count,
    wire_byte_count,
    body_byte_count,
    media_type,
    seconds,
    first_byte_seconds,
    retry_after_seconds,
    etag,
    last_modified,
    locator
from stage.fetches;

comment on view mart.fetches is 'One row per request made of the network';
comment on column mart.fetches.fetch_id is 'Request';
comment on column mart.fetches.run_id is 'Run that made it';
comment on column mart.fetches.source is 'Source name, as in sources.toml';
comment on column mart.fetches.purpose is 'What the address is to us, such as feed, sitemap or article';
comment on column mart.fetches.url is 'Address as asked';
comment on column mart.fetches.final_url is 'Address that answered, after the redirects';
comment on column mart.fetches.host_name is 'Host that answered, with its port where one is named';
comment on column mart.fetches.fetched_at is 'When it was done (UTC instant)';
comment on column mart.fetches.status is 'HTTP status of the last answer; null where there was none';
comment on column mart.fetches.outcome is 'ok, not_modified, empty, not_found, gone, refused, throttled, server_error, timed_out, unreachable, disallowed (by robots.txt), blocked (an address that is never connected to), redirected_away, oversized, truncated or undecodable';
comment on column mart.fetches.detail is 'What went wrong, as a sentence; null where nothing did';
comment on column mart.fetches.is_not_modified is 'True where the server said that nothing changed since the last time';
comment on column mart.fetches.is_failed is 'True unless the outcome is ok, not_modified or empty';
comment on column mart.fetches.is_cut is 'True where less was received than the server had to give';
comment on column mart.fetches.request_count is 'Requests on the wire: retries and redirects included; 0 where none was sent';
comment on column mart.fetches.redirect_count is 'Redirects followed';
comment on column mart.fetches.wire_byte_count is 'Bytes of the body as received';
comment on column mart.fetches.body_byte_count is 'Bytes of the body without its content coding (gzip, br, zstd)';
comment on column mart.fetches.media_type is 'Media type as stated, without parameters';
comment on column mart.fetches.seconds is 'Seconds it took in all, retries included';
comment on column mart.fetches.first_byte_seconds is 'Seconds until the last answer began';
comment on column mart.fetches.retry_after_seconds is 'How long the server asked for patience';
comment on column mart.fetches.etag is 'Validator that is sent next time, byte for byte as the server gave it';
comment on column mart.fetches.last_modified is 'The other validator, likewise';
comment on column mart.fetches.locator is 'Where the answer lies in the landing zone: file and offset; null where there was none';
