-- What was asked of the network, how each polled address stands, and which articles were taken back.

create table raw.fetches (
    fetch_id varchar not null,
    run_id varchar not null,
    source varchar not null,
    purpose varchar not null,
    url varchar not null,
    final_url varchar not null,
    status integer,
    outcome varchar not null,
    detail varchar,
    etag varchar,
    last_modified varchar,
    media_type varchar,
    wire_byte_count bigint not null,
    body_byte_count bigint not null,
    is_cut boolean not null,
    attempt_count integer not null,
    redirect_count integer not null,
    retry_after_seconds double,
    seconds double not null,
    first_byte_seconds double,
    locator varchar,
    fetched_at timestamptz not null,
    loaded_at timestamptz not null,
);
comment on table raw.fetches is
'One row per request, with its redirects and retries; the locator leads to the answer in the landing zone';
comment on column raw.fetches.purpose is 'What the address is to us, such as feed, sitemap or article';
comment on column raw.fetches.url is 'As asked';
comment on column raw.fetches.final_url is 'After the redirects';
comment on column raw.fetches.status is 'Of the last answer; null where there was none';
comment on column raw.fetches.outcome is
'ok, not_modified, empty, not_found, gone, refused, throttled, server_error, timed_out, unreachable, disallowed, blocked, redirected_away, oversized, truncated, undecodable';
comment on column raw.fetches.etag is 'To be sent next time, as is last_modified';
comment on column raw.fetches.wire_byte_count is 'Of the body, as received';
comment on column raw.fetches.body_byte_count is 'Of the body, without its codings';
comment on column raw.fetches.is_cut is 'Less was received than the server had to give';

create table raw.addresses (
    source varchar not null,
    url varchar not null,
    kind varchar not null,
    address varchar not null,
    parent varchar,
    status varchar not null,
    moved_from varchar,
    moved_at timestamptz,
    failure_count integer not null,
    last_outcome varchar,
    last_error varchar,
    last_asked_at timestamptz,
    last_success_at timestamptz,
    next_due_at timestamptz,
    held_until timestamptz,
    loaded_at timestamptz not null,
);
comment on table raw.addresses is 'One row per polled address as it stands: a feed, a sitemap, a watched page or a list';
comment on column raw.addresses.url is 'As configured, or as the index it was found in names it';
comment on column raw.addresses.address is 'What is asked: another one once it has moved for good';
comment on column raw.addresses.parent is 'The sitemap index it was found in';
comment on column raw.addresses.status is 'active, gone';
comment on column raw.addresses.failure_count is 'In a row';
comment on column raw.addresses.held_until is 'What its server asked for';

alter table core.articles add column withdrawn_at timestamptz;
comment on column core.articles.withdrawn_at is 'When its page was found to be withdrawn; null where it stands';

create table core.withdrawals (
    article_id varchar not null,
    source varchar not null,
    url varchar not null,
    status integer not null,
    locator varchar not null,
    withdrawn_at timestamptz not null,
    confirmed_at timestamptz not null,
    returned_at timestamptz,
    run_id varchar not null,
    last_run_id varchar not null,
    loaded_at timestamptz not null,
);
comment on table core.withdrawals is 'One row per time an article was withdrawn, whether it came back or not';
comment on column core.withdrawals.url is 'The address that answered so';
comment on column core.withdrawals.status is '404 or 410, as answered last';
comment on column core.withdrawals.locator is 'Leads to the first such answer';
comment on column core.withdrawals.withdrawn_at is 'When it answered so first';
comment on column core.withdrawals.confirmed_at is 'When it answered so last';
comment on column core.withdrawals.returned_at is 'When the article was seen again after that';
