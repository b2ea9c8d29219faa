"""Who says what stands in quotation marks, by the words right before and after them."""

from __future__ import annotations

import re
from dataclasses import replace

from tasks.facts.lexicon import is_everyday, word_list
from tasks.facts.marks import Quoted
from tasks.facts.sentences import last_match
from tasks.facts.speakers import main_subject, name_speaker
from tasks.facts.speech import ADVERBIAL, PRONOUN, Scene, Speaker, subject_after, subject_before, verb_pattern
from tasks.model.records import EntityType, Span

_SOME_VERB = re.compile(r" (?=[a-z]{2,14}(?:ed|s)\b)[a-z]{2,16}")
_QUOTE_ENDS = "”\"’'»"
_LONGEST_TITLE = 6  # words before a name
SAYING = "verbs quoting"
_LONGEST_TAIL = 8  # words after the speaker that still only say where or when
REACH = 220  # characters read on either side for the one who speaks
_VERB_FIRST = re.compile(r"[\s,—–-]{0,4}(?:(?:also|later|then)\s)?")
_ACCORDING = re.compile(r"[\s,—–-]{1,4}(?:according to|as per)\s", re.IGNORECASE)
_COLON_NAME = re.compile(r"([A-Z][\w.’'-]{1,30}(?: [A-Z][\w.’'-]{1,30}){0,3}):\s*$")
_LONGEST_GAP = 700  # characters over which the last speaker goes on
_SHORT_GAP = 4  # characters between two paragraphs


def tail_end(scene: Scene, quoted: Quoted, after: int) -> int:
    """Return how far behind a quotation its speaker is looked for: its sentence, or the next quotation."""
    end = quoted.end
    line_end = scene.body.find("\n", end)
    limit = min(after, end + REACH, line_end if line_end >= 0 else len(scene.body))
    sentence = scene.sentence_at(min(end, max(len(scene.body) - 1, 0)))
    if sentence.start <= end < sentence.end:
        return min(limit, sentence.end)
    return min(limit, end) if sentence.end == end else limit


def speaker_after(scene: Scene, start: int, end: int, last: Speaker | None, *, ends: bool) -> Speaker | None:
    """Return who speaks by the words right after a quotation."""
    body = scene.body
    according = _ACCORDING.match(body, start, end)
    if according:
        return named(scene, subject_after(scene, according.end(), end), "according to", last)
    opening = _VERB_FIRST.match(body, start, end)
    first = opening.end() if opening else start
    verb = verb_pattern(SAYING).match(body, first, end)
    if verb:
        return named(scene, subject_after(scene, verb.end(), end), verb.group(), last)
    if not ends or body[first : first + 1] in ("", ".", "(", ")"):
        return None
    verb = verb_pattern(SAYING).search(body, first, end) or _any_verb(scene, first, end)
    if verb is None:
        return None
    return named(scene, _short_subject(scene, first, verb.start()), verb.group(), last)


def _any_verb(scene: Scene, start: int, end: int) -> re.Match[str] | None:
    """Return the verb, whichever it is, of a person right behind what was said: “…,” Ms Rao thundered."""
    if scene.body[start - 2 : start - 1] not in _QUOTE_ENDS or scene.body[start - 3 : start - 2] not in ",?!":
        return None
    pronoun = PRONOUN.match(scene.body, start, end)
    person = next(iter(scene.mentions_in(Span(start, end), EntityType.PERSON)), None)
    if pronoun:
        return _SOME_VERB.match(scene.body, pronoun.end(), end)
    if person is None or len(scene.body[start : person.span.start].split()) > _LONGEST_TITLE:
        return None
    return _SOME_VERB.match(scene.body, person.span.end, end)


def _short_subject(scene: Scene, start: int, verb: int) -> Span | None:
    """Return the subject between a quotation and the verb after it, if nothing else stands there."""
    span = subject_before(scene, start, verb)
    if span is None or len(scene.body[start : span.start].split()) > 4:
        return None
    has_name = bool(scene.mentions_in(span))
    return span if has_name or len(scene.body[span.start : span.end].split()) <= 8 else None


def speaker_before(scene: Scene, start: int, end: int, last: Speaker | None) -> tuple[Speaker, bool] | None:
    """Return who speaks by the words right before a quotation, and whether the marks hold all of it."""
    body = scene.body
    head = body[start:end].rstrip()
    if not head:
        return None
    sentence = scene.sentence_at(start + len(head) - 1).start
    start = max(start, sentence)
    verb = last_match(verb_pattern(SAYING), body, start, end)
    leads = head[-1] in ":,"
    if verb is None:
        labelled = _COLON_NAME.search(body, max(start, end - 140), end)
        if labelled is None:
            return None
        label = Span(*labelled.span(1))
        speaker = named(scene, label, None, last)
        is_somebody = scene.mentions_in(label, EntityType.PERSON) or _is_label(scene, label)
        return (speaker, True) if speaker and is_somebody else None
    between = body[verb.end() : end].strip()
    if not between and verb.group() in word_list("speech", "quoting"):
        return None
    if between in ("", ",", ":") or (leads and len(between.split()) < 14):
        is_direct = True
    elif between in ("that", "it", "that the", "the"):
        is_direct = False
    else:
        return None
    if verb.group() in word_list("speech", "participles"):
        speaker = main_subject(scene, sentence, verb.start(), last)
    else:
        speaker = named(scene, subject_before(scene, start, verb.start()), verb.group(), last)
    if speaker is None and last is not None:
        speaker = last
    return (speaker, is_direct) if speaker else None


def _is_label(scene: Scene, label: Span) -> bool:
    """Does a paragraph open with *label*, a name that is no everyday word: “Korvath: …”?"""
    starts = label.start == 0 or scene.body[label.start - 1] == "\n"
    return starts and not any(map(is_everyday, scene.body[slice(*label)].lower().split()))


def clause_lead(scene: Scene, quoted: Quoted, before: int, speaker: Speaker) -> int | None:
    """Return where the clause begins that is said as a whole: The talks are “dead,” she said."""
    sentence = scene.sentence_at(quoted.start)
    if sentence.start < before or sentence.start == quoted.start:
        return None
    tail = scene.body[max(speaker.span.end, quoted.end) : sentence.end]
    if len(tail.split()) > _LONGEST_TAIL:
        return None
    head = scene.body[sentence.start : quoted.start]
    return None if ADVERBIAL.match(head) or "," in head else sentence.start


def named(scene: Scene, span: Span | None, cue: str | None, last: Speaker | None) -> Speaker | None:
    """Return the speaker whom *span* mentions, if there is one."""
    return name_speaker(scene, span, cue, last) if span is not None else None


def carried_speaker(scene: Scene, start: int, said_until: int, last: Speaker | None) -> Speaker | None:
    """Return who speaks where a quotation stands by itself: the one told of right before, or the last."""
    here = scene.sentence_at(start)
    earlier = scene.sentence_before(start)
    if earlier is not None and earlier.start >= said_until and here.start == start:
        person = scene.subject_person(earlier)
        if person is not None and start - earlier.end <= _SHORT_GAP:
            return Speaker(person.span, scene.body[slice(*person.span)], person.name, is_person=True)
    gap = scene.body[said_until:start]
    if last is None or gap.count("\n\n") > 2 or len(gap) > _LONGEST_GAP:
        return None
    if "\n" not in gap or here.start == start:
        return replace(last, cue=None)
    return None
