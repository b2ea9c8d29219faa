-- Events: independent accounts of one thing that happened, linked by what they name. Copies are stories.
--
-- Each story is known by its first article here. It belongs to the event of that earlier account which it
-- shares most with, and opens an event of its own where there is none.

create table core.clues (
    version_id varchar not null,
    article_id varchar not null,
    position integer not null,
    clues varchar[] not null,
    lead_clues varchar[] not null,
);
comment on table core.clues is 'One row per wording: what tells the event it is about';
comment on column core.clues.clues is
'Kind and text, such as p:nora feld: p a person, body or work, l a place, k a key phrase, n an amount, d a day, t a word of the headline';
comment on column core.clues.lead_clues is 'Those of the headline and of the first 600 characters';

insert into core.clues
with clue as (
    select
        version_id, article_id, case kind when 'place' then 'l:' else 'p:' end || lower(name) as clue,
        part = 'title' or "start" < 600 as is_lead
    from core.mentions
    where kind <> 'demonym'
    union all
    select version_id, article_id, 'k:' || phrase, part = 'title' or "start" < 600
    from core.keywords
    union all
    select version_id, article_id, 'n:' || value || coalesce(currency, unit, ''), part = 'title' or "start" < 600
    from core.amounts
    union all
    select version_id, article_id, 'd:' || value, part = 'title' or "start" < 600
    from core.dates
    where grain = 'day'
    union all
    select version_id, article_id, 't:' || unnest(regexp_extract_all(lower(title), '[\p{L}\p{M}]{4,}')), true
    from core.article_versions
    where title is not null
)

select
    v.version_id,
    v.article_id,
    1 as position,
    coalesce(list_sort(list(distinct c.clue) filter (where c.clue is not null)), []) as clues,
    coalesce(list_sort(list(distinct c.clue) filter (where c.is_lead)), []) as lead_clues
from core.article_versions as v
left join clue as c on c.version_id = v.version_id
group by v.version_id, v.article_id;

create table core.unlinked (
    article_id varchar not null,
    "day" date not null,
);
comment on table core.unlinked is
'One row per article whose clues, story or day are others since events were told, and day it had or has: what is still to do';

insert into core.unlinked select article_id, "day" from core.fingerprints;

create table core.event_members (
    article_id varchar not null,
    event_id varchar not null,
    near_article_id varchar not null,
    score double not null,
    shared varchar[] not null,
    "day" date not null,
);
comment on table core.event_members is
'One row per story that is an account of the event of an earlier one; the account that opens an event has none';
comment on column core.event_members.article_id is 'The first article of the story';
comment on column core.event_members.event_id is 'The first article of the story that opens the event';
comment on column core.event_members.near_article_id is 'The earlier account it shares most with';
comment on column core.event_members.shared is 'The clues both have, those aside that many have in these days';
