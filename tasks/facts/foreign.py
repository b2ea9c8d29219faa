"""What an article in another language quotes in marks, by a small table of verbs of saying for each.

Nothing English is run on it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from tasks.facts.foreign_places import NO_SPACES, WORD
from tasks.facts.lexicon import split_list
from tasks.facts.marks import Quoted, find_quoted
from tasks.facts.sentences import last_match, split_paragraphs
from tasks.model.records import Quote, QuoteKind, Span

_TABLE = Path(__file__).parent / "data" / "speech.toml"
_REACH = 160
_LONGEST_NAME = 4  # words in a name that nothing else sets apart
_UPPER = "".join(chr(c) for c in (*range(0x41, 0x530), *range(0x1E00, 0x2000)) if chr(c).isupper())
_NAME = re.compile(
    rf"[{_UPPER}][\w’'-]{{0,30}}"
    rf"(?:[\s\u00a0](?:(?:d[eoia]s?|del|della|la|le|von|van|der|al|el|bin)\s)?[{_UPPER}][\w’'-]{{0,30}}){{0,5}}"
)
_CUT_AT = {"zh": "在于於向对對就", "ja": "はがで"}
_STOPS = re.compile(r"[.!?。！？।؟…\n]")
_EDGE = " \t\u00a0,،，、:：;—–-.。"


def find_foreign_quotes(body: str, language: str) -> tuple[Quote, ...]:
    """Return what is quoted in marks in a text of *language*, with the speaker where one is named.

    >>> found = find_foreign_quotes("« Nous n'acceptons pas ce retard », a déclaré Anne Tessier.", "fr")
    >>> found[0].text, found[0].cue, found[0].speaker
    ("Nous n'acceptons pas ce retard", 'a déclaré', 'Anne Tessier')
    """
    table = _speech().get(language)
    if table is None:
        return ()
    verbs = _verb_pattern(language)
    paragraphs = split_paragraphs(body)
    quotations = find_quoted(body, paragraphs)
    return tuple(_quotes(body, quotations, verbs, split_list(table["pronouns"]), language))


def _quotes(
    body: str, quotations: Sequence[Quoted], verbs: re.Pattern[str], pronouns: frozenset[str], language: str
) -> Iterator[Quote]:
    last: str | None = None
    full: list[str] = []
    previous_end = 0
    for number, quoted in enumerate(quotations):
        following = quotations[number + 1].start if number + 1 < len(quotations) else len(body)
        after = _around(body, quoted.end, min(following, quoted.end + _REACH), forwards=True)
        before = _around(body, max(previous_end, quoted.start - _REACH), quoted.start, forwards=False)
        previous_end = quoted.end
        leading, trailing = last_match(verbs, body, *before), verbs.search(body, *after)
        leads = body[before[0] : before[1]].rstrip().endswith((":", "：", ",", "，"))
        verb = (leading or trailing) if leads else (trailing or leading)
        text = " ".join(body[span.start : span.end] for span in quoted.inner).rstrip(",")
        if verb is None or not _is_said(text, language):
            continue
        region = after if verb.start() >= quoted.end else before
        span = _speaker(body, verb, region, language)
        speaker = body[span.start : span.end] if span else None
        if speaker and speaker.lower() not in pronouns:
            last = next((name for name in full if name.endswith(f" {speaker}")), speaker)
            full.append(last)
        spans = tuple(quoted.inner)
        end = spans[-1].end - (1 if body[spans[-1].end - 1] == "," else 0)
        spans = (*spans[:-1], Span(spans[-1].start, max(end, spans[-1].start + 1)))
        yield Quote(
            span=Span(spans[0].start, spans[-1].end),
            rule=f"quotes.{language}",
            confidence=0.7,
            text=" ".join(body[span.start : span.end] for span in spans),
            kind=QuoteKind.DIRECT,
            spans=spans,
            cue=verb.group(),
            speaker=speaker,
            speaker_span=span,
            speaker_name=last,
        )


def _is_said(text: str, language: str) -> bool:
    """Is what stands in marks long enough to have been said, and not a title or a single term?"""
    return len(text) > 5 if language in NO_SPACES else len(text.split()) > 2


def _around(body: str, start: int, end: int, *, forwards: bool) -> tuple[int, int]:
    """Cut the text beside a quotation at the end of its sentence."""
    if forwards:
        stop = _STOPS.search(body, start, end)
        return start, stop.start() if stop else end
    at = start
    for stop in _STOPS.finditer(body, start, end):
        at = stop.end()
    return at, end


def _speaker(body: str, verb: re.Match[str], region: tuple[int, int], language: str) -> Span | None:
    """Return the name next to a verb of saying: after it, else before it."""
    if language in NO_SPACES:
        start = max(region[0], verb.start() - 16)
        cuts = [
            at for mark in _CUT_AT.get(language, "") if (at := body.find(mark, start + 2, verb.start())) > 0
        ]
        return _trimmed(body, start, min(cuts, default=verb.start()))
    table = _speech()[language]
    if "marks_subject" in table:
        return _marked_subject(body, verb, region, table)
    if language == "ar":
        return _words_behind(body, verb.end(), region[1], split_list(table["edges"]))
    after = _NAME.search(body, verb.end(), region[1])
    if after:
        return Span(*after.span())
    names = list(_NAME.finditer(body, region[0], verb.start()))
    return Span(*names[-1].span()) if names else _trimmed(body, verb.end(), min(region[1], verb.end() + 40))


def _words_behind(body: str, start: int, end: int, edges: frozenset[str]) -> Span | None:
    words = [match for match in WORD.finditer(body, start, end) if match.group() not in edges][:3]
    return Span(words[0].start(), words[-1].end()) if words else None


def _marked_subject(
    body: str, verb: re.Match[str], region: tuple[int, int], table: Mapping[str, str]
) -> Span | None:
    """Return the name before the word that marks who spoke, or the pronoun that holds it.

    Without capitals a name is what remains: words back to one that no name holds ("of", "on", "and"),
    less those up to the last role among them, unless the role is all there is.
    """
    pronouns = split_list(table["pronouns"])
    signs = pronouns | {table["marks_subject"]}
    before = list(WORD.finditer(body, region[0], verb.start()))
    behind = list(WORD.finditer(body, verb.end(), region[1]))
    for words in (before, behind[: 2 * _LONGEST_NAME]):
        found = [number for number, word in enumerate(words) if word.group() in signs]
        if found:
            sign = found[-1] if words is before else found[0]
            if words[sign].group() in pronouns:
                return Span(*words[sign].span())
            return _name_before(body, words[:sign], table)
    return None


def _name_before(body: str, words: Sequence[re.Match[str]], table: Mapping[str, str]) -> Span | None:
    """Return the name that *words* end with."""
    edges, roles = split_list(table["edges"]), split_list(table["roles"])
    name: list[re.Match[str]] = []
    for word in reversed(words):
        apart = bool(name) and not body[word.end() : name[0].start()].isspace()
        if apart or word.group() in edges:
            break
        name.insert(0, word)
    titled = [number for number, word in enumerate(name[:-1]) if word.group() in roles]
    name = name[titled[-1] + 1 :] if titled else name[-_LONGEST_NAME:]
    return Span(name[0].start(), name[-1].end()) if name else None


def _trimmed(body: str, start: int, end: int) -> Span | None:
    while start < end and body[start] in _EDGE:
        start += 1
    while end > start and body[end - 1] in _EDGE:
        end -= 1
    return Span(start, end) if start < end else None


@cache
def _speech() -> Mapping[str, Mapping[str, str]]:
    with _TABLE.open("rb") as file:
        return tomllib.load(file)


@cache
def _verb_pattern(language: str) -> re.Pattern[str]:
    verbs = sorted(split_list(_speech()[language]["verbs"]), key=len, reverse=True)
    either = "|".join(map(re.escape, verbs))
    return re.compile(either if language in NO_SPACES else rf"(?<!\w)(?:{either})(?!\w)")
