"""A made-up news desk: stories of invented places and people, and what other desks make of them."""

from __future__ import annotations

import random
from collections.abc import Sequence

_SYLLABLES = (
    "ba",
    "dor",
    "fel",
    "gri",
    "ka",
    "lun",
    "mar",
    "nos",
    "pe",
    "quo",
    "ri",
    "sta",
    "tu",
    "ven",
    "wis",
)
_LEXICON = [one + other + third for one in _SYLLABLES for other in _SYLLABLES for third in ("", "ne", "k")]

#: The same words as desks on two sides of an ocean spell them.
BRITISH = {"harbor": "harbour", "program": "programme", "defense": "defence", "organized": "organised"}


def write_story(seed: int, paragraphs: int = 9) -> list[str]:
    """Return the paragraphs of a story that no other seed has."""
    chance = random.Random(seed)

    def word() -> str:
        return chance.choice(_LEXICON)

    def name() -> str:
        return f"{word().title()} {word().title()}"

    def sentence() -> str:
        number, who, where = chance.randrange(2, 9_999), name(), name()
        return chance.choice(
            (
                f"The {word()} {who} {word()} the {word()} {word()} in {where}, and {number} {word()} it.",
                f"In {where} it took {number} {word()} until the {word()} was {word()} by the harbor.",
                f"“We {word()} a {word()} {word()} at {word()},” said {who}, a {word()} of {number % 70}.",
                f"A {word()} program of {number} {word()} was organized {word()} so that {word()} is.",
            )
        )

    return [" ".join(sentence() for _ in range(3)) for _ in range(paragraphs)]


def write_copies(story: Sequence[str], seed: int) -> dict[str, str]:
    """Return what desks make of *story*, by what was done to it."""
    local = write_story(1_000_000 + seed, 1)[0]
    whole = "\n\n".join(story)
    british = whole
    for american, other in BRITISH.items():
        british = british.replace(american, other)
    lead = story[0].split(". ")
    return {
        "as it came": whole,
        "cut from the end": "\n\n".join(story[: len(story) // 2]),
        "with a dateline and a credit": f"TARNBROOK, March 4 (QNS) — {whole}\n\n(With QNS inputs)",
        "with a local paragraph": "\n\n".join([*story[:2], local, *story[2:6]]),
        "with another lead": "\n\n".join([f"What a week for {lead[0].lower()}.", *story[1:]]),
        "with British spelling": british,
        "with other quotation marks": whole.replace("“", '"').replace("”", '"').replace(". ", ".  "),
        "scanned": misread(whole, seed),
    }


def write_follow_up(story: Sequence[str], seed: int) -> str:
    """Return a later story with news of its own that ends on the old background."""
    return "\n\n".join([*write_story(2_000_000 + seed, 5), *story[-3:]])


def misread(text: str, seed: int, share: float = 0.02) -> str:
    """Return *text* as a scanner reads it."""
    chance, seen = random.Random(seed), {"e": "c", "o": "0", "l": "1", "h": "b", " ": "", "n": "u"}
    return "".join(seen.get(letter, letter + "-\n") if chance.random() < share else letter for letter in text)
