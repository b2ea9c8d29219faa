"""What each name in an article names, and for which of its persons and bodies it stands.

Three looks, each allowed less than the one before. What another rule already knows (agreements,
acronyms with their expansions, cited outlets) is taken as it is. Then each run of capitals is judged by
itself: gazetteer, titles, heads of organisations, given names, the words around it. Last, what is
still undecided is judged by the rest of the article: a surname stands for the person named in full,
and a name has one sense throughout.

``Mention.name`` is the full name for a person, the expansion for an acronym, the English name for a
country, and the name as written for everything else.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tasks.facts.gazetteer import find_places_named
from tasks.facts.judge import RULE_VERSION, UNDECIDED, Draft, as_mention, judge, lands_in
from tasks.facts.lexicon import is_everyday, word_list
from tasks.facts.names import Name, find_names
from tasks.facts.people import acts_like_person
from tasks.facts.second_opinion import UNSEEN, consult
from tasks.facts.tagger import find_tagged, tagger_is_here
from tasks.model.records import Acronym, Agreement, Citation, EntityType, Fact, Mention, Span

_VERB_AFTER = re.compile(r" (?:is|was|has|had|will|would|can|could|did|says|[a-z]{3,12}ed)\b")
_AFTER_PLACE = re.compile(r"(?:,? and|,| or) $")


@dataclass(frozen=True, slots=True)
class Claim:
    """A span that another rule has already explained."""

    span: Span
    kind: EntityType
    canonical: str
    rule: str
    rule_version: int


def find_mentions(
    body: str,
    *,
    acronyms: Sequence[Acronym] = (),
    agreements: Sequence[Agreement] = (),
    citations: Sequence[Citation] = (),
) -> tuple[Mention, ...]:
    """Return who and what an English text names.

    >>> text = "Transport Secretary Grace Otunga flew to Kampala. Otunga met Ugandan officials."
    >>> for found in find_mentions(text):
    ...     print(found.text, found.kind.value, found.name, found.titles)
    Grace Otunga person Grace Otunga ('Transport Secretary',)
    Kampala place Kampala ()
    Otunga person Grace Otunga ()
    Ugandan demonym Ugandan ()
    """
    claims = _claims(body, acronyms, agreements, citations)
    drafts = [draft for name in find_names(body) for draft in _drafts(name, body, claims)]
    drafts = _join_capital(drafts, body)
    if tagger_is_here():
        drafts = consult(drafts, find_tagged(body), body)
    _link_people(drafts, body)
    _follow_places(drafts, body)
    _link_initials(drafts)
    _one_sense(drafts, body)
    mentions = [*(_claimed(claim, body) for claim in claims), *(as_mention(d) for d in drafts if d.kind)]
    return tuple(sorted(mentions, key=lambda mention: mention.span))


# ---------------------------------------------------------------------------------------- claims


def _claims(
    body: str, acronyms: Sequence[Acronym], agreements: Sequence[Agreement], citations: Sequence[Citation]
) -> list[Claim]:
    """Return the spans that are already explained; the first to claim a span has it."""
    found: list[Claim] = []
    shorts: dict[str, tuple[EntityType, str]] = {}
    for agreement in agreements:
        found.append(_claim(agreement, agreement.span, EntityType.AGREEMENT, agreement.name))
        if agreement.short:
            shorts[agreement.short] = (EntityType.AGREEMENT, agreement.name)
    treaties = {agreement.name for agreement in agreements}
    for acronym in acronyms:
        kind = EntityType.AGREEMENT if acronym.long in treaties else kind_of_expansion(acronym.long)
        if kind is not None:
            found.append(_claim(acronym, acronym.long_span, kind, acronym.long))
            shorts.setdefault(acronym.short, (kind, acronym.long))
    for citation in citations:
        at = body.find(citation.outlet, citation.span.start, citation.span.end)
        if at >= 0 and citation.outlet[:1].isupper():
            span = Span(at, at + len(citation.outlet))
            short = shorts.get(citation.outlet)
            name = short[1] if short else citation.outlet
            found.append(_claim(citation, span, EntityType.ORGANISATION, name))
    if shorts:
        pattern = re.compile(
            rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(shorts, key=len, reverse=True)))})(?![\w])"
        )
        found += [
            Claim(Span(*m.span()), *shorts[m.group()], "mentions.acronym", RULE_VERSION)
            for m in pattern.finditer(body)
        ]
    return _disjoint(found)


def _claim(fact: Fact, span: Span, kind: EntityType, name: str) -> Claim:
    """Return the claim of another rule, which it goes by, with that rule's version."""
    return Claim(span, kind, name, fact.rule, fact.rule_version)


def kind_of_expansion(long: str) -> EntityType | None:
    """Return what an acronym's expansion names, or ``None`` where it is no name.

    >>> kind_of_expansion("Joint Rail Framework Agreement"), kind_of_expansion("gross domestic product")
    (<EntityType.AGREEMENT: 'agreement'>, None)
    """
    words = [word for word in long.split() if word[:1].isalpha()]
    capitals = sum(1 for word in words if word[0].isupper())
    if capitals < 2 or capitals * 2 < len(words):
        return None
    low = [word.lower().strip(",") for word in words]
    treaties = word_list("other", "agreements") - {"law", "code", "deal", "resolution"}
    if low[-1] in treaties or any(
        word in treaties and nxt in ("of", "on", "for") for word, nxt in pairwise(low)
    ):
        return EntityType.AGREEMENT
    if low[-1] in word_list("other", "events") - {"open", "day", "masters", "campaign", "conference"}:
        return EntityType.EVENT
    return EntityType.ORGANISATION


def _disjoint(claims: Sequence[Claim]) -> list[Claim]:
    taken: list[Claim] = []
    end = -1
    for claim in sorted(claims, key=lambda c: (c.span.start, -c.span.end)):
        if claim.span.start >= end and claim.span.end > claim.span.start:
            taken.append(claim)
            end = claim.span.end
    return taken


# ---------------------------------------------------------------------------------------- drafts


def _drafts(name: Name, body: str, claims: Sequence[Claim]) -> Iterator[Draft]:
    """Judge one run of capitals, taken apart where it holds more than one name."""
    for part in _unclaimed(name, claims):
        if part.shouted:
            yield from lands_in(part, body)
        else:
            yield from judge(part, body)


def _unclaimed(name: Name, claims: Sequence[Claim]) -> Iterator[Name]:
    """Yield what no claim covers of *name*."""
    start, end = name.span
    covering = [claim.span for claim in claims if claim.span.start < end and start < claim.span.end]
    if not covering:
        yield name
        return
    begun = None
    for at, word in enumerate(name.words):
        covered = any(span.start < word.end and word.start < span.end for span in covering)
        if covered and begun is not None:
            yield name.cut(begun, at)
            begun = None
        elif not covered and begun is None and word.text != "The":
            begun = at
    if begun is not None:
        yield name.cut(begun)


# ----------------------------------------------------------------------------- the whole article


def _join_capital(drafts: Sequence[Draft], body: str) -> list[Draft]:
    """Make one place of “Washington, D.C.”."""
    joined: list[Draft] = []
    for draft in drafts:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.text.title() == "Washington"
            and draft.text in ("D.C.", "D.C", "DC")
            and body[before.name.span.end : draft.name.span.start] in (", ", " ")
        ):
            name = Name((*before.name.words, *draft.name.words), opens=before.name.opens)
            text = name.text(body)
            joined[-1] = Draft(name, text, EntityType.PLACE, "mentions.gazetteer", 0.95, "Washington")
        else:
            joined.append(draft)
    return joined


def _link_people(drafts: Sequence[Draft], body: str) -> None:
    """Let surnames, and given names alone, stand for the person named in full.

    A country's name does where it does what people do: “Holland recalled” after “Bill Holland”.
    """
    full: dict[str, str] = {}
    for draft in drafts:
        if draft.kind is EntityType.PERSON and len(draft.name.words) > 1 and draft.confidence >= UNDECIDED:
            words = [word.text for word in draft.name.words]
            known = full.get(f"{words[0]} {words[-1]}")
            draft.canonical = known or draft.canonical
            full.setdefault(f"{words[0]} {words[-1]}", draft.canonical)
            full.setdefault(_surname(draft.name), draft.canonical)
            full.setdefault(words[0], draft.canonical)
    for draft in drafts:
        if draft.rule == "mentions.known":
            continue
        person = full.get(draft.text)
        if person is None:
            continue
        is_land = draft.kind is EntityType.DEMONYM or draft.rule == "mentions.land"
        sure_place = draft.kind is EntityType.PLACE and draft.confidence >= 0.9
        if (is_land or sure_place) and not acts_like_person(draft.name, body):
            continue
        if len(draft.name.words) == 1:
            draft.kind, draft.canonical = EntityType.PERSON, person
            draft.rule, draft.confidence = "mentions.surname", max(draft.confidence, 0.85)


def _link_initials(drafts: Sequence[Draft]) -> None:
    """Let capitals stand for the one body of the article that has their letters as its initials."""
    bodies: dict[str, set[str]] = {}
    for draft in drafts:
        if draft.kind is EntityType.ORGANISATION and len(draft.name.words) > 2:
            initials = "".join(word.text[0] for word in draft.name.words)
            bodies.setdefault(initials, set()).add(draft.canonical)
    for draft in drafts:
        named = bodies.get(draft.text, set())
        if draft.kind in (None, EntityType.ORGANISATION) and len(named) == 1:
            (draft.canonical,) = named
            draft.kind, draft.rule, draft.confidence = EntityType.ORGANISATION, "mentions.initials", 0.85


def _surname(name: Name) -> str:
    last = name.words[-1].text
    if last.lower().rstrip(".") in word_list("people", "suffixes") and len(name.words) > 2:
        return name.words[-2].text
    return last


def _follow_places(drafts: Sequence[Draft], body: str) -> None:
    """Let what is listed with a place be a place: “in Gosaba and Canning”."""
    for before, draft in pairwise(drafts):
        gap = body[before.name.span.end : draft.name.span.start]
        if len(gap) > 6 or not _AFTER_PLACE.fullmatch(gap):
            continue
        open_to_it = draft.confidence < UNDECIDED or (
            draft.rule == "mentions.tagged" and bool(find_places_named(draft.text))
        )
        if before.kind is EntityType.PLACE and open_to_it and len(draft.name.words) < 3:
            draft.kind, draft.rule, draft.confidence = EntityType.PLACE, "mentions.listed", 0.55


def _one_sense(drafts: Sequence[Draft], body: str) -> None:
    """Give what is undecided the sense that its name has elsewhere in the article, else a guess."""
    votes: dict[str, Counter[EntityType]] = {}
    for draft in drafts:
        if draft.kind is not None:
            weight = 35 if draft.rule == "mentions.tagged" else int(draft.confidence * 100)
            votes.setdefault(draft.text, Counter())[draft.kind] += weight
    counts = Counter(draft.text for draft in drafts)
    for draft in drafts:
        if draft.confidence >= 0.85:
            continue
        senses = votes.get(draft.text)
        if senses:
            draft.kind = senses.most_common(1)[0][0]
        elif draft.rule == UNSEEN:
            continue
        elif (
            not draft.name.opens
            or counts[draft.text] > 1
            or (not is_everyday(draft.text.lower()) and _VERB_AFTER.match(body, draft.name.span.end))
        ):
            draft.kind = EntityType.ORGANISATION


def _claimed(claim: Claim, body: str) -> Mention:
    text = body[claim.span.start : claim.span.end]
    return Mention(
        span=claim.span,
        rule=claim.rule,
        rule_version=claim.rule_version,
        text=text,
        kind=claim.kind,
        name=claim.canonical,
    )
