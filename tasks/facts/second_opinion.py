"""What the statistical name finder adds where the rules are in doubt.

Titles, heads of organisations, countries and the gazetteer are surer than the model, and stand. Where
only a capital or a given name speaks, the model decides: the type of a name, whether it is one at all,
and how far it reaches. Its votes are counted over the article, since a name has one sense in it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tasks.facts.capitals import Word
from tasks.facts.gazetteer import find_places_named
from tasks.facts.judge import Draft, person_draft, plain_draft
from tasks.facts.names import Name
from tasks.facts.place_signs import has_container, leads_to_place
from tasks.facts.tagger import Tagged
from tasks.model.records import EntityType, Span

_KINDS = {
    "PERSON": EntityType.PERSON,
    "ORG": EntityType.ORGANISATION,
    "GPE": EntityType.PLACE,
    "LOC": EntityType.PLACE,
    "FAC": EntityType.PLACE,
    "NORP": EntityType.DEMONYM,
    "EVENT": EntityType.EVENT,
    "LAW": EntityType.AGREEMENT,
    "PRODUCT": EntityType.PRODUCT,
    "WORK_OF_ART": EntityType.PRODUCT,
}
_DOUBTFUL = frozenset(
    f"mentions.{rule}"
    for rule in ("undecided", "usual", "unusual", "speaks", "given_name", "capitals", "locative", "code")
)
_LANDS = ("mentions.demonym", "mentions.land")
_BODIES = ("ORG", "FAC", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW")  # labels of names that lands are part of
_DROPPED = frozenset({"mentions.undecided", "mentions.usual", "mentions.unusual"})
UNSEEN = "mentions.unseen"  # a capital that the model takes for no name
_WORD = re.compile(r"[^\W_][\w.&’'-]{0,40}")
_EDGES = " \n\t\"'“”‘’(),.;:-–—"


@dataclass(frozen=True, slots=True)
class _Opinion:
    """What the model sees in one article: the runs, and which kinds it gives each wording."""

    runs: tuple[Tagged, ...]
    votes: dict[str, Counter[EntityType]]
    led: frozenset[str]  # wordings that some sentence leads to as to a place
    articled: frozenset[str]  # single words with “the” before them somewhere
    counts: Counter[str]

    def wider(self, name: Name) -> Tagged | None:
        """Return the run that *name* is only a part of."""
        at = bisect_right(self.runs, name.span.start, key=_start) - 1
        if at < 0 or self.runs[at].end < name.span.end or self.runs[at][:2] == name.span:
            return None
        return self.runs[at]

    def within(self, name: Name) -> tuple[Tagged, ...]:
        """Return the runs that *name*, which is none itself, is made of; none where a word is in no run."""
        at = bisect_left(self.runs, name.span.start, key=_start)
        found = self.runs[at : bisect_left(self.runs, name.span.end, key=_start)]
        held = sum(
            any(run.start <= word.start and word.end <= run.end for run in found) for word in name.words
        )
        return found if held == len(name.words) and found[-1].end <= name.span.end else ()

    def kind(self, draft: Draft) -> EntityType | None:
        """Return the kind the model gives *draft*, where that can be believed."""
        senses = self.votes.get(draft.text)
        if senses is None:
            return None
        kind = senses.most_common(1)[0][0]
        if kind is EntityType.PERSON and draft.rule == "mentions.locative":
            return EntityType.PLACE  # one is not “near” a person, nor “north of” one
        if kind is EntityType.PERSON and draft.text in self.articled:
            return EntityType.ORGANISATION  # “the Giants”: no person has an article before one name
        several = len(draft.name.words) > 1 and draft.rule != "mentions.unusual"
        known = draft.text in self.led or find_places_named(draft.text) or several
        return draft.kind if kind is EntityType.PLACE and not known else kind


def consult(drafts: Sequence[Draft], tagged: Sequence[Tagged], body: str) -> list[Draft]:
    """Return *drafts* with the doubtful ones decided by what the model *tagged*.

    >>> from tasks.facts.judge import judge
    >>> from tasks.facts.names import find_names
    >>> body = "The harbour was sold to Oakline for a song."
    >>> drafts = [draft for name in find_names(body) for draft in judge(name, body)]
    >>> [(d.text, d.kind.value, d.rule) for d in consult(drafts, [Tagged(24, 31, "ORG")], body)]
    [('Oakline', 'organisation', 'mentions.tagged')]
    """
    opinion = _opinion(drafts, tagged, body)
    decided: list[Draft] = []
    sure = [draft.name.span for draft in drafts if draft.rule not in _DOUBTFUL]
    taken: set[Tagged] = set()
    for draft in drafts:
        if draft.rule not in _DOUBTFUL:
            decided.append(draft)
            continue
        wider = opinion.wider(draft.name)
        if wider is not None and _opens_with_land(wider, decided, draft):
            decided.pop()
        elif wider is not None and _reaches(wider, sure):
            decided += [draft] if draft.kind is EntityType.PERSON else []
            continue
        if wider is None:
            decided += _heard(draft, opinion, body)
        elif wider not in taken:
            taken.add(wider)
            decided.append(_drafted(_name_of(wider, body, draft.name), _KINDS[wider.label], body))
    return decided


def _opens_with_land(found: Tagged, decided: Sequence[Draft], draft: Draft) -> bool:
    """Is *found* one name of a land and the *draft* right behind it: “British Rail”, “China Rail”?"""
    if not decided or found.label not in _BODIES or found.end != draft.name.span.end:
        return False
    land = decided[-1]
    beside = land.name.span.end + 1 == draft.name.span.start
    return beside and land.rule in _LANDS and found.start == land.name.span.start


def _opinion(drafts: Sequence[Draft], tagged: Sequence[Tagged], body: str) -> _Opinion:
    runs = tuple(run for found in tagged if (run := _trimmed(found, body)) is not None)
    votes: dict[str, Counter[EntityType]] = {}
    for run in runs:
        votes.setdefault(body[run.start : run.end], Counter())[_KINDS[run.label]] += 1
    led = (draft.text for draft in drafts if _is_led_to(draft.name, body))
    articled = (
        draft.text
        for draft in drafts
        if len(draft.name.words) == 1 and body[: draft.name.span.start].endswith((" the ", "The "))
    )
    counts = Counter(draft.text for draft in drafts)
    return _Opinion(runs, votes, frozenset(led), frozenset(articled), counts)


def _is_led_to(name: Name, body: str) -> bool:
    return leads_to_place(name, body) or has_container(name, body)


def _heard(draft: Draft, opinion: _Opinion, body: str) -> list[Draft]:
    """Return *draft* as the model has it; as no name, if it has only its capital and the model nothing."""
    if draft.text not in opinion.votes:
        if within := opinion.within(draft.name):
            return [_drafted(_name_of(run, body, draft.name), _KINDS[run.label], body) for run in within]
        lone = draft.rule == "mentions.capitals" and opinion.counts[draft.text] == 1
        unseen = lone or draft.rule in _DROPPED
        return [replace(draft, kind=None, confidence=0.2, rule=UNSEEN) if unseen else draft]
    kind = opinion.kind(draft)
    if kind is draft.kind or kind is None:
        return [replace(draft, confidence=max(draft.confidence, 0.8))]
    return [_drafted(draft.name, kind, body)]


def _reaches(found: Tagged, sure: Sequence[Span]) -> bool:
    """Does *found* reach into one of the names, in order, that the rules are sure of?"""
    at = bisect_left(sure, found.end, key=_start) - 1
    return at >= 0 and sure[at].end > found.start


def _start(of: Tagged | Span) -> int:
    return of.start


def _trimmed(found: Tagged, body: str) -> Tagged | None:
    """Return *found* without article, possessive and marks; nothing where it is no name of ours."""
    if found.label not in _KINDS:
        return None
    start, end, label = found
    if body[start : start + 4].lower() == "the ":
        start += 4
    if body[max(start, end - 2) : end] in ("'s", "’s"):
        end -= 2
    while start < end and body[start] in _EDGES:
        start += 1
    while start < end and body[end - 1] in _EDGES and not body[start:end].endswith((".S.", ".K.", ".N.")):
        end -= 1
    if "\n" in body[start:end] or not any(letter.isupper() for letter in body[start:end]):
        return None
    return Tagged(start, end, label)


def _name_of(found: Tagged, body: str, like: Name) -> Name:
    words = tuple(
        Word(match.group(), match.start(), match.end())
        for match in _WORD.finditer(body, found.start, found.end)
    )
    return Name(words, opens=like.opens, shouted=like.shouted)


def _drafted(name: Name, kind: EntityType, body: str) -> Draft:
    if kind is EntityType.PERSON:
        return person_draft(name, body, "mentions.tagged", 0.7)
    return plain_draft(name, body, kind, "mentions.tagged", 0.7)
