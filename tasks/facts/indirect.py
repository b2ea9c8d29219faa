"""What is reported without quotation marks: “X said that …”, “…, Y reported”, “according to Z, …”.

The span is the clause that is reported: without the verb, without an opening “however” or “in a
significant move”, and without a relative clause that the reporter adds after a comma.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from tasks.facts.lexicon import word_list
from tasks.facts.sentences import last_match
from tasks.facts.speakers import main_subject, name_speaker
from tasks.facts.speech import ADVERBIAL, Scene, Speaker, subject_after, subject_before, verb_pattern
from tasks.model.records import EntityType, Quote, QuoteKind, Span

_MIN_WORDS = 3
_WINDOW = 110  # characters between a verb of saying and its "that"
_THAT = re.compile(r",? that\s")
_BETWEEN = re.compile(
    r"\s?,?\s?(?:in|on|at|during|to|by|via|through|late|early|earlier|yesterday|today|also|last|this"
    r"|Monday|Tuesday"
    r"|Wednesday|Thursday|Friday|Saturday|Sunday|again|further|clearly|explicitly)\b"
)
_WITH_RECIPIENT = frozenset(
    {"told", "tells", "tell", "informed", "warned", "warns", "promised", "replied", "added"}
)
_BARE = re.compile(
    r"(?:\s(?:on\s)?(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|yesterday|today"
    r"|earlier))?,?\s"
    r"(?=(?:he|she|they|it|we|I|the|a|an|his|her|their|its|there|this|these|those|some|many|most|more"
    r"|no|all|both|two"
    r"|three|four|five|such|each|every|about|around|nearly|almost|if|not|only|people|officials|one|while)\s"
    r"|[A-Z]|\d|[a-z]{3,20}s\s)"
)
_NOT_CLAUSE = re.compile(
    r"\s(?:(?:moments|minutes|seconds|hours|days|weeks|months|years)\s(?:after|before|later|earlier|ago)\b"
    r"|(?:in|on|at|to|of|by|with|for|about|as|during|after|before|nothing|so|yes|no\sone|goodbye|sorry)\b)"
)
_RECIPIENT = re.compile(
    r"\s(?:(?:[A-Z][\w.’'-]{0,30}|the|reporters?|journalists?|him|her|them|us|me|lawmakers|a|news)\s){1,6}?"
    r"(?=(?:he|she|they|it|the|there|his|her|their)\s)"
)
_CLAUSE_END = re.compile(
    r",\s(?:where|which|who|whose|when|adding|calling|describing|citing|noting|saying|warning"
    r"|according|as\sper"
    r"|while|although|though|the\s(?:year|day|month|week)\sof|(?:but|and)\s(?:also\s)?(?:added|said"
    r"|warned|urged|called))\b"
    r"|;\s|\s[—–]\s|,?\s(?:but|and)\s(?:he|she|they|it)\s(?:said|added)\b|\sand\s(?:added|said)\sthat\b"
    r"|,\s(?:but|and)\s(?:(?:he|she|they|it|also)\s)?(?:ha[sd]\s)?(?:added|said|that|promised|vowed|pledged)\b"
)
_OPENING = re.compile(
    r"(?:(?:However|Meanwhile|Moreover|Earlier|Separately|Furthermore|Additionally|Also|Still|Instead"
    r"|Nevertheless|Later"
    r"|Then|Besides|Similarly|In\sthe\smeantime|In\san?\s(?:[a-z-]{3,15}\s){0,2}[a-z-]{3,15}),\s"
    r"|(?:But|And|Yet)\s)"
)
_PREDICATE = re.compile(
    r"\b(?:he|she|they|it|we|I|there|is|are|was|were|be|been|has|have|had|will|would|can|could|should|may|might|must"
    r"|does|do|did|not|[a-z]{2,20}ed|[a-z]{1,8}n[’']t)\b"
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
_INVERTED = re.compile(
    r",\s(?P<cue>said|says|added|wrote|reported|explained|noted|warned)\s(?!\w{3,6}day\b)"
    r"(?=[A-Z]|(?:the|a|an|his|her|its|their|one|another|officials|police|authorities|experts|analysts|sources)\b)"
)
_LAST_WORD = re.compile(r"(?P<on>\bon\s)?\b(?P<word>\w{1,12})\s\Z")
_LONGEST_TRAIL = 220  # characters of a speaker who closes a sentence
_LONG_ENOUGH = 6  # words of a clause that may begin like “At the same time”
_ASIDE = re.compile(r",\s(?P<first>[^,;:\n“”\"()]{4,60}),\s")
_LONGEST_ASIDE = 6  # words of a speaker who breaks into a clause
_NO_SUBJECT = re.compile(
    r"(?:after|before|when|while|as|if|because|which|who|whose|where|that|and|but|in|on)\b"
)
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
            yield from _quote(scene, leading.end(), end, speaker, leading["cue"].lower(), "quotes.according")
        return
    opening = _OPENING.match(body, start, end)
    begins = opening.end() if opening else start
    source = None if direct else _TRAILING_SOURCE.search(body, begins, end)
    if source:
        speaker = _source(scene, source.end(), end, last)
        if speaker:
            cue = " ".join(source.group().strip(" ,").split())
            yield from _quote(scene, begins, source.start(), speaker, cue, "quotes.according")
            return
    said = list(_led_by_verbs(scene, start, end, direct, last))
    yield from said
    if not said and not direct:
        told = list(_trailing(scene, begins, end, last)) or list(_interrupted(scene, begins, end, last))
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
    for verb in verb_pattern("reporting intending").finditer(body, start, end):
        if verb.start() < at or any(span.start <= verb.start() < span.end for span in direct):
            continue
        if verb.group() in participles and not _LED_PARTICIPLE.search(body, start, verb.start()):
            continue
        clause = _clause_start(body, start, verb, end)
        if clause is None:
            continue
        begins = max([start, *(span.end for span in direct if span.end <= verb.start())])
        speaker = _subject(scene, begins, verb, subject, last)
        if speaker is None:
            continue
        stop = _clause_end(body, clause, end)
        yield from _quote(scene, clause, stop, speaker, verb.group(), "quotes.reported")
        at, subject = stop, speaker


def _clause_start(body: str, start: int, verb: re.Match[str], end: int) -> int | None:
    """Return where the clause after a verb of saying starts."""
    if verb.group() in word_list("speech", "intending") and body.startswith(" to ", verb.end()):
        return verb.end() + 1
    window_end = min(end, verb.end() + _WINDOW)
    that = _THAT.search(body, verb.end(), window_end)
    if that is not None:
        between = body[verb.end() : that.start()]
        plain = not any(mark in between.rstrip(",") for mark in ',;:“”"')
        led = not between.strip() or verb.group() in _WITH_RECIPIENT or _BETWEEN.match(between)
        if plain and led and len(between.split()) < 13:
            return that.end()
    if _is_inverted(body, start, verb, end) or _is_noun(body, start, verb):
        return None  # the speaker follows: “…, said Mr Rao of the ferry board”
    if verb.group() not in word_list("speech", "bare") or _NOT_CLAUSE.match(body, verb.end(), end):
        return None
    if verb.group() == "told":
        recipient = _RECIPIENT.match(body, verb.end(), end)
        return recipient.end() if recipient else None
    bare = _BARE.match(body, verb.end(), end)
    if bare is None or len(body[bare.end() : end].split()) <= _MIN_WORDS:
        return None
    return bare.end()


def _is_inverted(body: str, start: int, verb: re.Match[str], end: int) -> bool:
    """Does a verb behind a comma have its speaker after it, and before it all that is said?"""
    if body[verb.start() - 2 : verb.start()] != ", " or _PREDICATE.search(
        body, verb.end(), _part_end(body, verb.end(), end)
    ):
        return False
    return _PREDICATE.search(body, max(start, verb.start() - _LONGEST_TRAIL), verb.start()) is not None


def _is_noun(body: str, start: int, verb: re.Match[str]) -> bool:
    """Is it no verb that was found: “denied claims that”, “fair to say that”?"""
    before = _LAST_WORD.search(body, max(start, verb.start() - 24), verb.start())
    if before is None:
        return False
    if before["word"] == "to" and not verb.group().endswith(("ed", "ing")):
        return before["on"] is None
    return verb.group() in word_list("speech", "also_nouns") and (
        before["word"] in word_list("speech", "before_nouns") or before["word"].isdigit()
    )


def _part_end(body: str, start: int, end: int) -> int:
    """Return where the next comma stands, or *end*."""
    comma = body.find(",", start, end)
    return comma if comma >= 0 else end


def _subject(
    scene: Scene, start: int, verb: re.Match[str], before: Speaker | None, last: Speaker | None
) -> Speaker | None:
    """Return who says it; a verb after “and” has the subject of the verb before."""
    is_participle = verb.group() in word_list("speech", "participles")
    if is_participle and not _PROGRESSIVE.search(scene.body, start, verb.start()):
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


def _clause_end(body: str, start: int, end: int) -> int:
    found = _CLAUSE_END.search(body, start, end)
    while found and len(body[start : found.start()].split()) < _MIN_WORDS:
        found = _CLAUSE_END.search(body, found.end(), end)
    return found.start() if found else end


def _trailing(scene: Scene, start: int, end: int, last: Speaker | None) -> Iterator[tuple[Quote, Speaker]]:
    """Yield the clause that its speaker follows: “…, ANI reported”."""
    body = scene.body
    inverted = last_match(_INVERTED, body, max(start, end - _LONGEST_TRAIL), end)
    if inverted is not None and not _PREDICATE.search(
        body, inverted.end(), _part_end(body, inverted.end(), end)
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
    if span is None or words <= _MIN_WORDS or (words < _LONG_ENOUGH and ADVERBIAL.match(body, start)):
        return
    if _NO_SUBJECT.match(body, span.start):
        return
    speaker = name_speaker(scene, span, cue, last)
    if speaker is not None and len(speaker.text.split()) < 16:
        yield from _quote(scene, start, comma, speaker, cue, "quotes.trailing")


def _may_trail(body: str, verb: re.Match[str], end: int) -> bool:
    """May *verb* close a sentence with its speaker before it, little more than a day behind it?"""
    if verb.group() not in word_list("speech", "verbs") or verb.group() == "denied":
        return False
    return "," not in body[verb.end() : end] and len(body[verb.end() : end].split()) <= 9


def _interrupted(scene: Scene, start: int, end: int, last: Speaker | None) -> Iterator[tuple[Quote, Speaker]]:
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
        if speaker is None or len(body[found.end() : end].split()) < _MIN_WORDS:
            continue
        for quote, _ in _quote(scene, start, end, speaker, verb.group(), "quotes.interrupted"):
            yield replace(quote, spans=(Span(start, found.start()), Span(found.end(), end))), speaker
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


def _quote(
    scene: Scene, start: int, end: int, speaker: Speaker, cue: str, rule: str
) -> Iterator[tuple[Quote, Speaker]]:
    body = scene.body
    while start < end and body[start] in " ,\n":
        start += 1
    while end > start and body[end - 1] in " ,\n":
        end -= 1
    text = body[start:end]
    if len(text.split()) < _MIN_WORDS:
        return
    yield (
        Quote(
            span=Span(start, end),
            rule=rule,
            confidence=0.7,
            text=text,
            kind=QuoteKind.INDIRECT,
            spans=(Span(start, end),),
            cue=cue,
            speaker=speaker.text,
            speaker_span=speaker.span,
            speaker_name=speaker.name,
        ),
        speaker,
    )
