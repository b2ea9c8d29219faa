"""An address asked once more: what its answer says of the address itself, before anybody reads it.

Redirects, refusals, failures and the time of the next question are settled here, alike for feeds,
sitemaps, watched pages and lists.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tasks.model.exchanges import Exchange, FetchOutcome, Validators
from tasks.model.records import Source
from tasks.polling.records import AddressState, AddressStatus
from tasks.polling.rhythm import Wishes, back_off, learn, load_rhythm, next_due
from tasks.polling.sweep import Asked, Held, Sweep

MOVED_AFTER = 2  # sightings of the same permanent redirect: one may be a mistake, or a portal's trick

_ANSWERED = (FetchOutcome.OK, FetchOutcome.NOT_MODIFIED)
_MAX_AGE = re.compile(r"(?:\A|[\s,])(?:s-)?max-?age\s{0,3}=\s{0,3}\"?(\d{1,9})", re.IGNORECASE)
_LONGEST_ERROR = 300

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An address that answered: *one* is its state with what the answer says of it, not saved yet.

    ``asked`` is ``None`` where nothing changed since the last time.
    """

    one: AddressState
    asked: Asked | None


async def ask_address(
    sweep: Sweep, source: Source, one: AddressState, *, accept: str, is_fresh: bool = False
) -> Answer | None:
    """Ask the address *one*; return what it said, or ``None`` where it failed, which is then saved and said.

    With *is_fresh* no validators are sent, so that the whole answer comes.
    """
    validators = None if is_fresh else one.validators
    try:
        asked = await sweep.ask(source, one.address, validators=validators, accept=accept, purpose=one.kind)
    except Held as held:
        sweep.deferred[one.told_as] = str(held)
        sweep.state.save_address(replace(one, next_due_at=held.until, held_until=held.until))
        return None
    now, exchange = sweep.clock(), asked.exchange
    if exchange.outcome not in _ANSWERED:
        _save_failure(sweep, source, one, asked, now)
        return None
    one = _follow_move(sweep, one, exchange, now)
    is_same = exchange.outcome is FetchOutcome.NOT_MODIFIED or (one.digest == asked.digest and not is_fresh)
    one = replace(
        one,
        failures=0,
        last_outcome=exchange.outcome.value,
        last_error=None,
        asked_at=now,
        succeeded_at=now,
        held_until=None,
        validators=exchange.validators if exchange.outcome is FetchOutcome.OK else _kept(one, exchange),
        digest=one.digest if is_same else asked.digest,
    )
    return Answer(one=one, asked=None if is_same else asked)


def settle_address(
    sweep: Sweep,
    source: Source,
    one: AddressState,
    *,
    exchange: Exchange | None = None,
    published: Iterable[datetime | None] = (),
    item_count: int | None = None,
    wishes: Wishes | None = None,
) -> None:
    """Save *one* as an address that answered, with what is learned of it and when it is asked next."""
    now = sweep.clock()
    rhythm = learn(load_rhythm(one.rhythm), published, now=now, items=item_count)
    if wishes is None:
        wishes = load_wishes(one.wishes)
    elif exchange is not None:
        wishes = replace(wishes, seconds=max(wishes.seconds, fresh_seconds(exchange)))
    due = next_due(rhythm, now=now, wishes=wishes, floor_seconds=source.min_interval_seconds)
    sweep.state.save_address(replace(one, rhythm=rhythm.dump(), wishes=dump_wishes(wishes), next_due_at=due))


def save_useless(sweep: Sweep, source: Source, one: AddressState, asked: Asked, said: str) -> None:
    """Save that *one* answered with what is no use, such as a page in place of a feed: a failure like others.

    What it said is forgotten, so that the same answer is looked at again and not taken for unchanged.
    """
    now = sweep.clock()
    failures = one.failures + 1
    sweep.silent.setdefault(one.told_as, said)
    sweep.state.save_address(
        replace(
            one,
            failures=failures,
            last_error=said[:_LONGEST_ERROR],
            asked_at=now,
            validators=Validators(),
            digest=None,
            next_due_at=back_off(failures, now=now, floor_seconds=source.min_interval_seconds),
        )
    )
    log.warning("%s: %s: %s", one.source, asked.exchange.final_url, said)


def _kept(one: AddressState, exchange: Exchange) -> Validators:
    """Return the validators after a 304, which may bring new ones."""
    new = exchange.validators
    return Validators(
        etag=new.etag or one.validators.etag,
        last_modified=new.last_modified or one.validators.last_modified,
    )


def _save_failure(sweep: Sweep, source: Source, one: AddressState, asked: Asked, now: datetime) -> None:
    exchange, failures = asked.exchange, one.failures + 1
    due = back_off(failures, now=now, floor_seconds=source.min_interval_seconds)
    held_until = None
    if exchange.outcome is FetchOutcome.THROTTLED and exchange.retry_after_seconds:
        held_until = now + timedelta(seconds=exchange.retry_after_seconds)
        due = max(held_until, now + timedelta(seconds=source.min_interval_seconds))
    is_gone = exchange.outcome is FetchOutcome.GONE and one.parent is None
    said = f"{one.address}: {asked.trouble}"
    if is_gone:
        said = f"{one.address} is gone for good (410); it is not asked any more"
    told = sweep.deferred if exchange.outcome is FetchOutcome.THROTTLED else sweep.silent
    told.setdefault(one.told_as, said)
    sweep.state.save_address(
        replace(
            one,
            status=AddressStatus.GONE if is_gone else one.status,
            failures=failures,
            last_outcome=exchange.outcome.value,
            last_error=said[:_LONGEST_ERROR],
            asked_at=now,
            held_until=held_until,
            next_due_at=None if is_gone else due,
        )
    )
    log.warning("%s: %s", one.source, said)


def _follow_move(sweep: Sweep, one: AddressState, exchange: Exchange, now: datetime) -> AddressState:
    """Return *one* with what a permanent redirect says of its address; the second sighting moves it."""
    target = exchange.permanent_url
    if target is None or target == one.address:
        return replace(one, moved_to=None, moved_sightings=0)
    sightings = one.moved_sightings + 1 if target == one.moved_to else 1
    if sightings < MOVED_AFTER:
        return replace(one, moved_to=target, moved_sightings=sightings)
    sweep.state.note_move(one.source, one.url, one.address, target, now)
    log.info("%s: %s has moved to %s", one.source, one.address, target)
    return replace(one, address=target, moved_to=None, moved_sightings=0)


def fresh_seconds(exchange: Exchange) -> float:
    """Return how long the server calls its answer fresh: ``Cache-Control: max-age``, less its ``Age``."""
    found = _MAX_AGE.search(exchange.header("cache-control") or "")
    if found is None:
        return 0.0
    age = (exchange.header("age") or "").strip()
    return max(0.0, float(found[1]) - (float(age) if age.isdecimal() and len(age) < 10 else 0.0))


def dump_wishes(wishes: Wishes) -> str:
    """Return *wishes* as text, for :func:`load_wishes`."""
    return json.dumps([wishes.seconds, wishes.skip_hours, wishes.skip_days])


def load_wishes(text: str | None) -> Wishes:
    """Return what :func:`dump_wishes` wrote.

    >>> load_wishes(dump_wishes(Wishes(seconds=60, skip_hours=(3,)))).skip_hours, load_wishes(None).seconds
    ((3,), 0.0)
    """
    if not text:
        return Wishes()
    seconds, hours, days = json.loads(text)
    return Wishes(seconds=seconds, skip_hours=tuple(hours), skip_days=tuple(days))
