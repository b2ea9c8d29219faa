"""Whom the words before or after a verb of saying name: a pronoun resolved, a title passed over."""

from __future__ import annotations

import re

from tasks.facts.speech import PRONOUN, Scene, Speaker
from tasks.model.records import EntityType, Mention, Span

_SINGULAR = frozenset({"he", "she", "i", "who"})
_HEAD_END = re.compile(
    r",|\s(?:of|for|from|with|at|in|on|to|by|who|whose|which|that|and|when|while|after|near|under)\s"
)
_MOST_PARTS = 4
_LONGEST = 14  # words of a speaker; what is longer took in more than the speaker


def name_speaker(scene: Scene, span: Span, cue: str | None, last: Speaker | None) -> Speaker | None:
    """Return the speaker that *span* mentions, its pronoun resolved by the *last* one who spoke.

    >>> text = "Mira Solheim’s deputy, Jon Adler, said so."
    >>> from tasks.facts.mentions import find_mentions
    >>> scene = Scene(text, find_mentions(text))
    >>> name_speaker(scene, Span(0, text.index(", said")), "said", None).name
    'Jon Adler'
    """
    text = scene.body[span.start : span.end]
    low = text.lower()
    if PRONOUN.fullmatch(text):
        name, is_person = _antecedent(scene, span, low, last)
        return Speaker(span, text, name, cue, is_person)
    person = _head_person(scene, span)
    if person is not None and len(text.split()) > _LONGEST:
        return Speaker(person.span, scene.body[slice(*person.span)], person.name, cue, is_person=True)
    if person is not None:
        return Speaker(span, text, person.name, cue, is_person=True)
    bodies = scene.mentions_in(span, EntityType.ORGANISATION)
    if bodies and span.end - bodies[-1].span.end < 24 and not scene.is_owner(bodies[-1]):
        return Speaker(span, text, bodies[-1].name, cue)
    if bodies and bodies[0].span.start - span.start < 5 and not scene.is_owner(bodies[0]):
        return Speaker(span, text, bodies[0].name, cue)
    places = scene.mentions_in(span, EntityType.PLACE)
    if places and places[0].span.start - span.start < 5 and places[0].span.end == span.end:
        return Speaker(span, text, places[0].name, cue)
    if not re.search(r"[^\W\d_]", text):
        return None
    holder = scene.holder_of(text, span.start)
    return Speaker(span, text, holder, cue, is_person=holder is not None)


def _head_person(scene: Scene, span: Span) -> Mention | None:
    """Return the person who heads *span*: the last before “of”, “who” or a comma, or one in apposition.

    “Solheim campaign manager Jon Adler” is Jon Adler, and “Solheim’s office” is nobody.
    """
    start = span.start
    for _ in range(_MOST_PARTS):
        comma = scene.body.find(", ", start, span.end)
        part_end = comma if comma >= 0 else span.end
        end = _HEAD_END.search(scene.body, start, part_end)
        people = scene.mentions_in(Span(start, end.start() if end else part_end), EntityType.PERSON)
        if people and not scene.is_owner(people[-1]):
            return people[-1]
        if comma < 0:
            break
        start = comma + 2
    return None


def main_subject(scene: Scene, start: int, cue: int, last: Speaker | None) -> Speaker | None:
    """Return who says what a participle leads, “…, adding that …”: the subject of its sentence."""
    opening = PRONOUN.match(scene.body, start, cue)
    if opening:
        return name_speaker(scene, Span(*opening.span()), scene.word_at(cue), last)
    near = scene.mentions_in(Span(start, cue), EntityType.PERSON, EntityType.ORGANISATION)
    subject = next((one for one in near if not scene.is_owner(one)), None)
    if subject is not None:
        return name_speaker(scene, subject.span, scene.word_at(cue), last)
    return last


def _antecedent(scene: Scene, span: Span, pronoun: str, last: Speaker | None) -> tuple[str | None, bool]:
    """Return whom a pronoun means, and whether that is a person."""
    if pronoun in _SINGULAR:
        person = scene.last_person_before(span.start)
        near = person is not None and person.span.start >= scene.sentence_at(span.start).start
        if last is not None and last.is_person and not near and last.name:
            later = person is not None and person.span.start > last.span.end + 4
            return (person.name if later and person else last.name), True
        return (person.name if person else None), person is not None
    if pronoun == "it" and last is not None and not last.is_person:
        return last.name or last.text, False
    if pronoun == "they" and last is not None and not last.is_person:
        return last.name, False
    return None, False
