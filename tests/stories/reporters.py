"""Made-up events, and the accounts that reporters who do not know each other give of them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.stories.desk import _LEXICON

_NOUNS = (
    "ferry",
    "bridge",
    "factory",
    "school",
    "market",
    "tunnel",
    "reservoir",
    "station",
    "archive",
    "mill",
)
_FATES = (
    "collapsed",
    "burned",
    "was closed",
    "was flooded",
    "reopened",
    "was sold",
    "was searched",
    "stood still",
)
_KNOWN = ("Marlow", "Kayar", "Lathe City", "Tarnbrook")  # where something happens every day
_SLOTS = (
    "Neighbours|Shopkeepers|Two teachers|Some drivers|A few of the older women|The firemen|Children",
    "had talked about|waited a long time for|were asked about|remembered|wrote to the council about",
    "the noise|the new road|last year's meeting|the old gate|a letter|the broken lights|the buses",
    "before it rained|after lunch|while the street was closed|in spite of the cold|for the third time",
    "and nobody knew why|and then went home|which surprised the mayor|and took pictures|which cost a day",
)
_OFFICIALS = ("Ilse Okafor", "Dalia Verhoest", "Ansel Okoro")  # whom half of the articles name


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An account: ``event`` says of what."""

    event: int
    at: datetime
    title: str
    body: str


def name(chance: random.Random) -> str:
    return f"{chance.choice(_LEXICON).title()} {chance.choice(_LEXICON).title()}"


def report_event(number: int, at: datetime, accounts: int, seed: int = 0) -> Iterator[Told]:
    """Yield so many accounts of event *number*, each in words of its own and with witnesses of its own."""
    chance = random.Random(f"{seed}:{number}")
    thing, fate, town = chance.choice(_NOUNS), chance.choice(_FATES), chance.choice(_LEXICON).title()
    people, body = [name(chance) for _ in range(3)], f"{name(chance)} Company"
    count, cost = chance.randrange(12, 900), chance.randrange(2, 90)
    for place in range(accounts):
        own = random.Random(f"{seed}:{number}:{place}")
        witness, city, official = name(own), own.choice(_KNOWN), own.choice(_OFFICIALS)
        who = own.sample(people, 2)
        facts = [
            own.choice(wordings)
            for wordings in (
                (
                    f"{count} people were in the {thing} at the time, according to {body}.",
                    f"{body} counted {count} people inside when it happened.",
                    f"Of the {count} people whom {body} had let in, most were back home by evening.",
                ),
                (
                    f"{who[1]}, who leads {body}, put the damage at {cost} million crowns.",
                    f"The damage comes to {cost} million crowns, {who[1]} told reporters.",
                    f"Some {cost} million crowns are lost, as {who[1]} of {body} reckons.",
                ),
                (
                    f"“We had waited for this,” said {who[0]} in {town}.",
                    f"“Nobody here is surprised,” {who[0]} said at the gate.",
                    f"“Ask those who signed the papers,” was all that {who[0]} would say.",
                ),
                (
                    f"Minister {official} spoke of it in {city}.",
                    f"In {city} Minister {official} said the government would look into it.",
                    f"Minister {official}, on a visit to {city}, did not comment.",
                ),
                (
                    f"{witness} lives next door and saw it.",
                    f"A neighbour, {witness}, had heard the noise first.",
                    f"{witness} was on the way to work and called for help.",
                ),
            )
        ]
        own.shuffle(facts)
        opening = own.choice(
            (
                f"A {thing} {fate} in {town} on {at:%A}, {who[0]} said.",
                f"{town} woke up to hear that its {thing} {fate}, as {who[0]} put it.",
                f"What {who[0]} had feared came about in {town}: the {thing} {fate}.",
            )
        )
        filler = [
            f"{' '.join(own.choice(slot.split('|')) for slot in _SLOTS)}."
            for _ in range(own.randrange(9, 16))
        ]
        body_text = "\n\n".join([opening, *facts[: own.choice((3, 4, 5))], *filler])
        title = own.choice(
            (f"{thing.title()} {fate} in {town}", f"{town} after the {thing}: {who[0]} speaks")
        )
        yield Told(
            event=number, at=at + timedelta(minutes=own.randrange(0, 1500)), title=title, body=body_text
        )


def report_days(days: int, events: int, first: datetime, seed: int = 0) -> Sequence[Told]:
    """Return the accounts of so many events a day, one to five of each."""
    chance = random.Random(seed)
    told: list[Told] = []
    for day in range(days):
        for number in range(events):
            at = first + timedelta(days=day, minutes=chance.randrange(1200))
            told += report_event(day * events + number, at, chance.choice((1, 1, 1, 2, 3, 5)), seed)
    return told
