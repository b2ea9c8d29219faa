"""What is reported without quotation marks: “X said that …”, “…, Y reported”, “according to Z, …”.

The span is the clause that is reported: without the verb, without an opening “however” or “in a
significant move”, and without a relative clause that the reporter adds after a comma.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tasks.facts.clauses import clause_end, clause_start
from tasks.facts.lexicon import word_list
from tasks.facts.speakers import main_subject, name_speaker
from tasks.facts.speech import Scene, Speaker, subject_after, subject_before, verb_pattern
from tasks.facts.trailing import find_interrupted, find_trailing, reported_quote
from tasks.model.records import EntityType, Quote, QuoteKind, Span

_NEAR = 12  # characters that hold the word before a verb
_OPENING = re.compile(
    r"(?:(?:However|Meanwhile|Moreover|Earlier|Separately|Furthermore|Additionally|Also|Still|Instead"
    r"|Nevertheless|Later"
    r"|Then|Besides|Similarly|In\sthe\smeantime|In\san?\s(?:[a-z-]{3,15}\s){0,2}[a-z-]{3,15}),\s"
    r"|(?:But|And|Yet)\s)"
)
_LED_PARTICIPLE = re.compile(
    r"(?:^|[,;—–]\s|\b(?:and|by|is|are|was|were|be|been|keeps?|kept|began|started)\s)\Z"
)
_PROGRESSIVE = re.compile(r"\b(?:is|are|was|were|be|been|keeps?|kept|began|started)\s\Z")
_LEADING = re.compile(r"(?P<cue>According\sto|As\sper)\s(?P<source>[^,\n]{2,140}),\s")
_TRAILING_SOURCE = re.compile(r",?\s(?:according\sto|as\sper|as\sreported\sby)\s")
_DATELINE = re.compile(
    r"[A-Z][\w.’'-]{1,20}(?:[ ,]{1,2}(?:[A-Z][\w.’'-]{0,20}|\d{1,2}|\[[^\]\n]{2,30}\])){0,5}"
    r"(?:\s?\([A-Z][^)\n]{1,30}\)\s?[-—–:]{0,2}\s|\s[-—–]{1,2}\s)"
)
_HEADING = re.compile(r"^\s?(?:date\s\d{4}-\d\d-\d\d\s)?[^\n.:,]{3,80}:\s(?=[A-Z])")
_SUBORDINATE = re.compile(r"(?:While|Although|Though|When|As)\s[^,]{1,120}\Z")
_RELATIVE = re.compile(r"\b(?:who|which)$")


def find_reported(
    scene: Scene, direct: Sequence[Span], partial: Sequence[Span], spoken: Sequence[tuple[int, Speaker]]
) -> tuple[Quote, ...]:
    """Return what is reported in the sentences of *scene*, outside what is quoted *direct*.

    A clause that holds a *partial* quotation is a mixed one. *spoken* tells who spoke where, for pronouns.
    """
    found: list[Quote] = []
    heard = sorted(spoken, key=lambda one: one[0])
    starts = [at for at, _ in heard]
    quoted = sorted(direct)
    for sentence in (s for sentences in scene.sentences for s in sentences):
        index = bisect_right(starts, sentence.start)
        last = heard[index - 1][1] if index else None
        overlapping = _overlapping(quoted, sentence)
        for quote, speaker in _in_sentence(scene, sentence, overlapping, last):
            inside = [p for p in _overlapping(partial, sentence) if _holds(quote.span, p)]
            if inside and inside[0].start - quote.span.start < 2 and quote.span.end - inside[-1].end < 2:
                continue  # all of it is in marks: told already
            found.append(replace(quote, kind=QuoteKind.MIXED) if inside else quote)
            starts.insert(index, sentence.start)
            heard.insert(index, (sentence.start, speaker))
            index += 1
            last = speaker
    return tuple(found)


def _holds(span: Span, other: Span) -> bool:
    return span.start <= other.start and other.end <= span.end + 1


def _overlapping(spans: Sequence[Span], sentence: Span) -> list[Span]:
    """Return the *spans* that touch *sentence*; they are sorted and do not overlap one another."""
    index = max(bisect_right(spans, Span(sentence.start, sentence.start)) - 1, 0)
    found = []
    for span in spans[index:]:
        if span.start >= sentence.end:
            break
        if span.end > sentence.start:
            found.append(span)
    return found


def _in_sentence(
    scene: Scene, sentence: Span, direct: Sequence[Span], last: Speaker | None
) -> Iterator[tuple[Quote, Speaker]]:
    body = scene.body
    start, end = _core(body, sentence)
    leading = _LEADING.match(body, start, end)
    if leading and not direct:
        speaker = _source(scene, leading.start("source"), leading.end("source"), last)
        if speaker:
            yield from reported_quote(
                scene, leading.end(), end, speaker, leading["cue"].lower(), "quotes.according"
            )
        return
    opening = _OPENING.match(body, start, end)
    begins = opening.end() if opening else start
    source = None if direct else _TRAILING_SOURCE.search(body, begins, end)
    if source:
        speaker = _source(scene, source.end(), end, last)
        if speaker:
            cue = " ".join(source.group().strip(" ,").split())
            yield from reported_quote(scene, begins, source.start(), speaker, cue, "quotes.according")
            return
    said = list(_led_by_verbs(scene, start, end, direct, last))
    yield from said
    if not said and not direct:
        told = list(find_trailing(scene, begins, end, last)) or list(
            find_interrupted(scene, begins, end, last)
        )
        yield from told


def _core(body: str, sentence: Span) -> tuple[int, int]:
    """Return the sentence without a heading, a dateline and its full stop."""
    start, end = sentence
    for opening in (_HEADING, _DATELINE):
        found = opening.match(body, start, min(end, start + 160))
        if found and (opening is _HEADING or start == 0 or body[start - 1] == "\n" or body[start - 1] == " "):
            start = found.end()
    while end > start and body[end - 1] in ".!? \n":
        end -= 1
    return start, end


def _led_by_verbs(
    scene: Scene, start: int, end: int, direct: Sequence[Span], last: Speaker | None
) -> Iterator[tuple[Quote, Speaker]]:
    """Yield the clauses that verbs of saying lead: “X said that …”."""
    body = scene.body
    at, subject = start, None
    participles = word_list("speech", "participles")
    for verb in verb_pattern("reporting intending not_known bidding").finditer(body, start, end):
        said = bisect_right(direct, Span(verb.start(), len(body)))
        if verb.start() < at or (said and verb.start() < direct[said - 1].end):
            continue
        near = max(start, verb.start() - _NEAR)
        if verb.group() in participles and not _LED_PARTICIPLE.search(body, near, verb.start()):
            continue
        clause = clause_start(body, start, verb, end)
        if clause is None:
            continue
        begins = max(start, direct[said - 1].end) if said else start
        speaker = _subject(scene, begins, verb, subject, last)
        if speaker is None:
            continue
        stop = clause_end(body, clause, end)
        if at == start and _SUBORDINATE.match(body, start, verb.start()):
            comma = body.find(", ", clause, stop)
            stop = comma if comma >= 0 else stop  # "While they said that …, few did"
        yield from reported_quote(scene, clause, stop, speaker, verb.group(), "quotes.reported")
        at, subject = stop, speaker


def _subject(
    scene: Scene, start: int, verb: re.Match[str], before: Speaker | None, last: Speaker | None
) -> Speaker | None:
    """Return who says it; a verb after “and” has the subject of the verb before."""
    is_participle = verb.group() in word_list("speech", "participles")
    if is_participle and not _PROGRESSIVE.search(scene.body, max(start, verb.start() - _NEAR), verb.start()):
        return before or main_subject(scene, start, verb.start(), last)
    span = subject_before(scene, start, verb.start())
    if span is None or _RELATIVE.search(scene.body[span.start : span.end]):
        return before or _first_name(scene, start, verb, last)
    if any(mark in scene.body[span.start : span.end] for mark in '“”"\n'):
        return before
    return name_speaker(scene, span, verb.group(), last)


def _first_name(scene: Scene, start: int, verb: re.Match[str], last: Speaker | None) -> Speaker | None:
    near = scene.mentions_in(Span(start, verb.start()), EntityType.PERSON, EntityType.ORGANISATION)
    return name_speaker(scene, near[0].span, verb.group(), last) if near else None


def _source(scene: Scene, start: int, end: int, last: Speaker | None) -> Speaker | None:
    """Return the source that “according to” names: the one a report is by, if there is one."""
    body = scene.body
    comma = body.find(", ", start, end)
    stop = comma if comma >= 0 else end
    near = scene.mentions_in(Span(start, min(stop, start + 110)), EntityType.PERSON, EntityType.ORGANISATION)
    if near:
        return name_speaker(scene, near[0].span, "according to", last)
    span = subject_after(scene, start, stop)
    return name_speaker(scene, span, "according to", last) if span else None
