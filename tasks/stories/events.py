"""Independent accounts of one event: which earlier account an article is of the same thing as.

Copies share passages; independent accounts share what they name. What is rare in these days says most: a
warden nobody else writes of, a sum, a small town. What many name in these days, a president or a capital,
says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

DAYS = 3  # an account follows an earlier one of its event within so many
LEAST_SCORE = 1.75
LEAST_NAMES = 2  # persons, bodies, places and amounts that both have
_NOT_OF_LEAD = 0.6  # of the weight of a clue that one of them has further down only
#: What a clue of each kind weighs where only these two have it.
WEIGHTS = {"p": 1.0, "l": 0.7, "n": 0.7, "k": 0.3, "t": 0.4, "d": 0.4}
_NAMES = frozenset("pln")


class Clue(NamedTuple):
    """What two accounts both have. ``rarity`` is 1 where few others have it, 0 where many do."""

    text: str
    rarity: float
    is_in_leads: bool


class Account(NamedTuple):
    """An account that may be of the same event as an earlier one, *near*."""

    article_id: str
    near: str
    shared: Sequence[Clue]


def weigh(shared: Iterable[Clue]) -> float:
    """Return how much speaks for one event: 0 where too little of it names anything, or none in both leads.

    >>> feld, quay = Clue("p:nora feld", 1.0, True), Clue("l:port aldern", 0.9, True)
    >>> round(weigh([feld, quay, Clue("n:12.0crowns", 1.0, False)]), 2)
    2.05
    >>> weigh([feld, Clue("k:quay", 1.0, True), Clue("t:closed", 1.0, True)])  # one name is no event
    0.0

    A word of the headline that is part of a shared name is not counted again:

    >>> weigh([feld, quay]) == weigh([feld, quay, Clue("t:feld", 1.0, True)])
    True
    """
    told: list[str] = []
    score, names, is_led = 0.0, 0, False
    for clue in sorted(shared, key=lambda clue: (-WEIGHTS[clue.text[0]], -len(clue.text), clue.text)):
        text = clue.text[2:]
        if any(text in other or other in text for other in told):
            continue
        told.append(text)
        score += WEIGHTS[clue.text[0]] * clue.rarity * (1.0 if clue.is_in_leads else _NOT_OF_LEAD)
        is_name = clue.text[0] in _NAMES
        names += is_name
        is_led |= is_name and clue.is_in_leads
    return score if names >= LEAST_NAMES and is_led else 0.0


def choose_nearest(accounts: Iterable[Account]) -> dict[str, tuple[Account, float]]:
    """Return for each article the earlier account it shares most with, and how much, where it is enough.

    Each has one at most, so an article that tells of two events does not make one of them.

    >>> clues = [Clue(text, 1.0, True) for text in ("p:nora feld", "l:port aldern", "p:kestrel")]
    >>> found = choose_nearest([Account("b", "a", clues), Account("b", "c", clues[:2])])
    >>> {article: (account.near, round(score, 1)) for article, (account, score) in found.items()}
    {'b': ('a', 2.7)}
    """
    nearest: dict[str, tuple[Account, float]] = {}
    for account in accounts:
        score = weigh(account.shared)
        if score < LEAST_SCORE:
            continue
        known = nearest.get(account.article_id)
        if known is None or (-score, account.near) < (-known[1], known[0].near):
            nearest[account.article_id] = (account, score)
    return nearest


def name_events(near: dict[str, str]) -> dict[str, str]:
    """Return the event of each article of *near*, by the account that opens it.

    >>> name_events({"b": "a", "c": "b", "e": "d"})
    {'b': 'a', 'c': 'a', 'e': 'd'}
    """
    events: dict[str, str] = {}
    for article in near:
        trail, opening = [], article
        while opening in near and opening not in events:
            trail.append(opening)
            opening = near[opening]
        event = events.get(opening, opening)
        events.update(dict.fromkeys(trail, event))
    return events
