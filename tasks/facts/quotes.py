"""What is said in an article, word for word or reported, and who says it.

Direct quotations come first; what is reported without marks is looked for in the sentences around
them. A word or two in marks with nobody saying it, or the title of a work, is no quotation.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.facts.attribution import (
    REACH,
    SAYING,
    carried_speaker,
    clause_lead,
    named,
    speaker_after,
    speaker_before,
    tail_end,
)
from tasks.facts.indirect import find_reported
from tasks.facts.lexicon import word_list
from tasks.facts.marks import Quoted, find_quoted
from tasks.facts.speakers import main_subject
from tasks.facts.speech import Scene, Speaker, subject_before, verb_pattern
from tasks.facts.trailing import RULE_VERSION
from tasks.model.records import Mention, Quote, QuoteKind, Span

_LONGEST_NAME = 8  # words of a title
_TELLING = 6  # words in marks that somebody must have said, named or not
_ENDS_CLAUSE = frozenset(",.?!…—–-")
_WORK_BEFORE = re.compile(
    r"\b(?:film|movie|book|novel|song|album|single|series|show|play|musical|poem|essay|documentary"
    r"|painting|titled"
    r"|entitled|called|named|memoir|hit|track|episode|sitcom|drama|comedy|report|article|nicknamed"
    r"|dubbed|known as"
    r"|the word|the term|so-called|slogan|headlined|codenamed|code-named),? $"
)


@dataclass(slots=True)
class Found:
    """A quotation with what the words around it showed; ``own`` if they name its speaker themselves."""

    quoted: Quoted
    kind: QuoteKind | None
    speaker: Speaker | None
    rule: str
    own: bool = False
    lead: int | None = None  # where a clause begins that ends in this quotation: The talks are “dead”


def find_quotes(body: str, *, mentions: Sequence[Mention] = ()) -> tuple[Quote, ...]:
    """Return who says what in an English text.

    >>> for quote in find_quotes('“We are late,” said the pilot. She added that fog was to blame.'):
    ...     print(quote.kind.value, quote.text, "|", quote.speaker, "|", quote.cue)
    direct We are late | the pilot | said
    indirect fog was to blame | She | added
    """
    scene = Scene(body, mentions)
    found = _direct(scene, find_quoted(body, scene.paragraphs))
    said = [span for one in found if one.kind is QuoteKind.DIRECT for span in one.quoted.outer]
    partly = [span for one in found if one.kind is QuoteKind.MIXED for span in one.quoted.outer]
    spoken = [(one.quoted.start, one.speaker) for one in found if one.speaker is not None]
    reported = find_reported(scene, said, partly, spoken)
    inside = [quote.span for quote in reported]
    direct = [_quote(scene, group) for group in _grouped(scene, found)]
    kept = [q for q in direct if q.kind is QuoteKind.DIRECT or not _is_within(q.span, inside)]
    return tuple(sorted((*kept, *reported), key=lambda quote: quote.span))


def _is_within(span: Span, others: Sequence[Span]) -> bool:
    """Does one of *others*, which are sorted, hold *span*?"""
    index = bisect_right(others, Span(span.start, 1 << 60)) - 1
    return index >= 0 and others[index].start <= span.start and span.end <= others[index].end + 1


# --------------------------------------------------------------------------------- one quotation


def _direct(scene: Scene, quotations: Sequence[Quoted]) -> list[Found]:
    """Judge the quotations in the order of the text, each knowing who spoke last."""
    found: list[Found] = []
    last: Speaker | None = None
    for number, quoted in enumerate(quotations):
        before = quotations[number - 1].end if number else 0
        after = quotations[number + 1].start if number + 1 < len(quotations) else len(scene.body)
        one = _judge(scene, quoted, before, after, last)
        if one.kind is QuoteKind.DIRECT and one.speaker is None:
            one.speaker = carried_speaker(scene, quoted.start, before, found[-1].speaker if found else None)
        last = one.speaker or last
        found.append(one)
    return found


def _judge(scene: Scene, quoted: Quoted, before: int, after: int, last: Speaker | None) -> Found:
    body = scene.body
    paragraph_start = body.rfind("\n", 0, quoted.start) + 1
    head_start = max(before, paragraph_start, quoted.start - REACH)
    tail = tail_end(scene, quoted, after)
    words = len(body[quoted.inner[0].start : quoted.inner[-1].end].split())
    first, final = body[quoted.inner[0].start], body[quoted.inner[-1].end - 1]
    if words == 0:
        return Found(quoted, None, None, "quotes.empty")

    ends = final in _ENDS_CLAUSE or body[quoted.end : quoted.end + 1] in ("", ",", "\n") or words > 8
    speaker = speaker_after(scene, quoted.end, tail, last, ends=ends) if ends or words > 2 else None
    if speaker is not None and not _inside_clause(body, head_start, quoted.start):
        return Found(quoted, QuoteKind.DIRECT, speaker, "quotes.after", own=True)

    head = body[head_start : quoted.start]
    if (
        last is not None
        and before <= last.span.start
        and head_start == before
        and head.rstrip()[-1:] in ",;—–"
    ):
        return Found(quoted, QuoteKind.DIRECT, None, "quotes.split")
    led = speaker_before(scene, head_start, quoted.start, last)
    if led is not None:
        speaker, is_direct = led
        kind = QuoteKind.DIRECT if is_direct and (words > 2 or final in ".!?,") else QuoteKind.MIXED
        return Found(quoted, kind, speaker, "quotes.before", own=True)
    if speaker is not None and not _is_title(body, quoted, words):
        lead = clause_lead(scene, quoted, before, speaker)
        return Found(quoted, QuoteKind.MIXED, speaker, "quotes.after", own=True, lead=lead)
    stands_free = not head.strip(" \n—–-•*") or head.rstrip()[-1:] in '.!?:”"'
    if (
        stands_free
        and (words > 2 or (last is not None and before > paragraph_start))
        and (final in ".!?…," or words > 6)
        and not first.islower()
    ):
        return Found(quoted, QuoteKind.DIRECT, None, "quotes.free")
    return _inside(scene, quoted, head, words, last)


def _inside_clause(body: str, start: int, end: int) -> bool:
    """Does a quotation stand in the middle of a clause that began outside its marks?"""
    head = body[start:end].rstrip()
    return bool(head) and head[-1] not in '.!?:;,—–-”"’•*)' and not head.endswith(("\n",))


def _inside(scene: Scene, quoted: Quoted, head: str, words: int, last: Speaker | None) -> Found:
    """Judge a quotation that is a part of somebody else's sentence: partly quoted, or no quotation."""
    body = scene.body
    is_name = _is_title(body, quoted, words)
    if (_WORK_BEFORE.search(head) and not (words > 6)) or is_name:
        return Found(quoted, None, None, "quotes.name")
    sentence = scene.sentence_at(quoted.start)
    for name in ("naming", SAYING):
        for verb in verb_pattern(name).finditer(body, sentence.start, quoted.start):
            if verb.group() in word_list("speech", "participles"):
                speaker = main_subject(scene, sentence.start, verb.start(), last)
            else:
                speaker = named(
                    scene, subject_before(scene, sentence.start, verb.start()), verb.group(), last
                )
            if speaker is not None:
                return Found(quoted, QuoteKind.MIXED, speaker, "quotes.inside", own=True)
    if words >= _TELLING:
        return Found(quoted, QuoteKind.MIXED, None, "quotes.inside")
    return Found(quoted, None, None, "quotes.scare")


def _is_title(body: str, quoted: Quoted, words: int) -> bool:
    """Is a quotation inside a sentence the name of something, each of its longer words with a capital?"""
    text = body[quoted.inner[0].start : quoted.inner[-1].end]
    return words < _LONGEST_NAME and all(word[0].isupper() or len(word) < 4 for word in text.split())


# ------------------------------------------------------------------------------------- in pieces


def _grouped(scene: Scene, found: Sequence[Found]) -> Iterator[list[Found]]:
    """Join what one breath says around its “she said”: the pieces are one quotation."""
    group: list[Found] = []
    for one in found:
        if one.kind is None:
            continue
        if group and _goes_on(scene, group[-1], one):
            group.append(one)
            continue
        if group:
            yield group
        group = [one]
    if group:
        yield group


def _goes_on(scene: Scene, before: Found, one: Found) -> bool:
    """Does *one* go on with what *before* began, with only its speaker between them?"""
    if one.own or (one.kind is not QuoteKind.DIRECT and before.kind is not QuoteKind.DIRECT):
        return False
    gap = scene.body[before.quoted.end : one.quoted.start]
    if one.rule == "quotes.free" and gap[-1:] == "\n":
        return before.kind is QuoteKind.DIRECT and _ends_paragraph(scene, before, gap)
    if before.rule != "quotes.after" or "\n" in gap or len(gap) > REACH:
        return False
    return gap.rstrip()[-1:] in ",.;—–-:"


def _ends_paragraph(scene: Scene, before: Found, gap: str) -> bool:
    """Is there nothing between a quotation and the next paragraph but the one who speaks?"""
    if before.speaker is None or len(gap) > REACH:
        return False
    rest = gap.split("\n", 1)[0].rstrip()
    if not rest:
        return True
    return scene.sentence_at(before.quoted.end + len(rest) - 1).start <= before.quoted.end


def _quote(scene: Scene, group: Sequence[Found]) -> Quote:
    body = scene.body
    spans = tuple(_bare(body, span) for one in group for span in one.quoted.inner)
    first = group[0]
    if first.lead is not None:
        spans = (Span(first.lead, first.quoted.end), *spans[len(first.quoted.inner) :])
    speaker = next((one.speaker for one in group if one.speaker is not None), None)
    name = (speaker.name or (None if first.own else speaker.text)) if speaker else None
    return Quote(
        span=Span(spans[0].start, spans[-1].end),
        rule=first.rule,
        rule_version=RULE_VERSION,
        confidence=0.9 if first.own else 0.6,
        text=" ".join(body[span.start : span.end] for span in spans),
        kind=first.kind or QuoteKind.MIXED,
        spans=spans,
        cue=speaker.cue if speaker else None,
        speaker=speaker.text if speaker and (first.own or len(group) > 1) else None,
        speaker_span=speaker.span if speaker and (first.own or len(group) > 1) else None,
        speaker_name=name,
        speaker_kind=scene.kind_of(name),
    )


def _bare(body: str, span: Span) -> Span:
    """Drop the comma that belongs to the sentence around the quotation."""
    end = span.end - 1 if span.end - span.start > 1 and body[span.end - 1] == "," else span.end
    return Span(span.start, end)
