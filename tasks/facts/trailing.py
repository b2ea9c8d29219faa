"""Reported clauses that their speaker follows or breaks into: “…, ANI reported”, “The plan, they said, …”."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tasks.facts.clauses import LONGEST_TRAIL, MIN_WORDS, PREDICATE, is_noun, part_end
from tasks.facts.lexicon import word_list
from tasks.facts.sentences import last_match
from tasks.facts.speakers import name_speaker
from tasks.facts.speech import ADVERBIAL, Scene, Speaker, subject_after, subject_before, verb_pattern
from tasks.model.records import EntityType, Quote, QuoteKind, Span

RULE_VERSION = 3  # of all rules for quotations

_LONG_ENOUGH = 6  # words of a clause that may begin like “At the same time”
_INVERTED = re.compile(
    r",\s(?P<cue>said|says|added|wrote|reported|explained|noted|warned)\s(?!\w{3,6}day\b)"
    r"(?=[A-Z]|(?:the|a|an|his|her|its|their|one|another|officials|police|authorities|experts|analysts|sources)\b)"
)
_ASIDE = re.compile(r",\s(?P<first>[^,;:\n“”\"()]{4,60}),\s")
_LONGEST_ASIDE = 6  # words of a speaker who breaks into a clause
_NO_SUBJECT = re.compile(
    r"(?:after|before|when|while|as|if|because|which|who|whose|where|that|and|but|in|on"
    r"|would|will|could|did|does|is|was|has|have|had|to|not|should|may|might|can|today|yesterday|\w{3,6}day)\b"
)


def find_trailing(
    scene: Scene, start: int, end: int, last: Speaker | None
) -> Iterator[tuple[Quote, Speaker]]:
    """Yield the clause that its speaker follows: “…, ANI reported”, “…, said Mr Rao”."""
    body = scene.body
    inverted = last_match(_INVERTED, body, max(start, end - LONGEST_TRAIL), end)
    if inverted is not None and not PREDICATE.search(
        body, inverted.end(), part_end(body, inverted.end(), end)
    ):
        comma, cue = inverted.start(), inverted["cue"]
        span = subject_after(scene, inverted.end(), end)
    else:
        verb = last_match(verb_pattern("reporting"), body, max(start, end - 120), end)
        if verb is None or not _may_trail(body, verb, end):
            return
        found = _comma_before(scene, start, verb.start())
        if found is None:
            return
        comma, cue = found, verb.group()
        span = subject_before(scene, comma + 2, verb.start())
    words = len(body[start:comma].split())
    if span is None or words <= MIN_WORDS or (words < _LONG_ENOUGH and ADVERBIAL.match(body, start)):
        return
    if _NO_SUBJECT.match(body, span.start):
        return
    speaker = name_speaker(scene, span, cue, last)
    if speaker is not None and len(speaker.text.split()) < 16:
        yield from reported_quote(scene, start, comma, speaker, cue, "quotes.trailing")


def _may_trail(body: str, verb: re.Match[str], end: int) -> bool:
    """May *verb* close a sentence with its speaker before it, little more than a day behind it?"""
    if verb.group() not in word_list("speech", "verbs") or verb.group() == "denied" or is_noun(body, 0, verb):
        return False
    return "," not in body[verb.end() : end] and len(body[verb.end() : end].split()) <= 9


def find_interrupted(
    scene: Scene, start: int, end: int, last: Speaker | None
) -> Iterator[tuple[Quote, Speaker]]:
    """Yield the clause that its speaker breaks into: “The plan, they said, would …”."""
    body = scene.body
    for found in _ASIDE.finditer(body, start, end):
        verb = verb_pattern("verbs").match(body, found.start("first"))
        if verb is None:
            verb = last_match(verb_pattern("verbs"), body, found.start("first"), found.end("first"))
            if verb is None or verb.end() != found.end("first"):
                continue
            span = subject_before(scene, found.start("first"), verb.start())
        else:
            span = subject_after(scene, verb.end(), found.end("first"))
        if (
            span is None
            or len(body[slice(*span)].split()) > _LONGEST_ASIDE
            or _NO_SUBJECT.match(body, span.start)
        ):
            continue
        speaker = name_speaker(scene, span, verb.group(), last)
        if speaker is None or not body[start : found.start()].strip(" ,\n"):
            continue
        if len(body[found.end() : end].split()) < MIN_WORDS:
            continue
        for quote, _ in reported_quote(scene, start, end, speaker, verb.group(), "quotes.interrupted"):
            pieces = (Span(quote.span.start, found.start()), Span(found.end(), quote.span.end))
            text = " ".join(body[slice(*piece)] for piece in pieces)
            yield replace(quote, text=text, spans=pieces), speaker
        return


def _comma_before(scene: Scene, start: int, verb: int) -> int | None:
    """Return the comma that parts what is said from who says it, who may have an apposition."""
    body = scene.body
    limit = verb
    if body[start:verb].rstrip().endswith(","):
        limit = body.rfind(", ", start, len(body[:verb].rstrip()) - 1)
        named = scene.mentions_in(Span(max(start, limit), verb), EntityType.PERSON)
        while limit > start and not named:
            limit = body.rfind(", ", start, limit)
            named = scene.mentions_in(Span(max(start, limit), verb), EntityType.PERSON)
        return limit if limit > start else None
    comma = body.rfind(", ", start, limit)
    return comma if comma > start else None


def reported_quote(
    scene: Scene, start: int, end: int, speaker: Speaker, cue: str, rule: str
) -> Iterator[tuple[Quote, Speaker]]:
    """Yield the quote between *start* and *end*, if it has words enough to be one."""
    body = scene.body
    while start < end and body[start] in " ,\n":
        start += 1
    while end > start and body[end - 1] in " ,\n":
        end -= 1
    text = body[start:end]
    if len(text.split()) < MIN_WORDS:
        return
    yield (
        Quote(
            span=Span(start, end),
            rule=rule,
            rule_version=RULE_VERSION,
            confidence=0.7,
            text=text,
            kind=QuoteKind.INDIRECT,
            spans=(Span(start, end),),
            cue=cue,
            speaker=speaker.text,
            speaker_span=speaker.span,
            speaker_name=speaker.name,
            speaker_kind=scene.kind_of(speaker.name),
        ),
        speaker,
    )
