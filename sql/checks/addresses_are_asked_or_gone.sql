-- Every polled address is asked again some time, or is known to be gone; one that fails says why.
--
-- Grain:   one row per address that does not.
-- Reads:   raw.addresses

with judged as (
    select
        source,
        url,
        status,
        case
            when status not in ('active', 'gone') then 'its status is unknown'
            when status = 'active' and last_asked_at is not null and next_due_at is null then 'it is never due'
            when status = 'gone' and last_error is null then 'it does not say why it is gone'
            when failure_count > 0 and last_error is null then 'it does not say why it fails'
            when failure_count < 0 then 'it failed less than never'
        end as fault
    from raw.addresses
)

select source, url, status, fault
from judged
where fault is not null;
