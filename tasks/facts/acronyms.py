"""Short forms and the expansions an article itself gives for them.

The forms: ``Long Form (LF)``, ``LF (Long Form)``, ``Long Form, known as the LF,`` and
``Long Form, or LF,``. Whether a stretch of words is what a short form stands for is decided in
``alignment.py``: its letters have to be found in the words, in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasks.facts.alignment import align, expands_wholly
from tasks.model.records import Acronym, Span

RULE_VERSION = 1

_PARENTHESIS = re.compile(r"[(\[](?P<inner>[^()\[\]\n]{1,140})[)\]]")
_SHORT = re.compile(r"(?=[^\s]{0,12}[^\W\d_])[^\W_][\w./+&’'-]{0,11}(?: [\w./+-]{1,6})?")
_NEWS_SHORT = r"[A-Z][A-Za-z0-9&./-]{0,10}[A-Z][A-Za-z0-9]{0,3}"
_KNOWN_AS = re.compile(
    rf"""
    ,?\s (?: (?:also|better|commonly|popularly|widely|generally|otherwise)\s )?
    (?: (?:known|referred\sto|abbreviated|shortened)\s(?:as|to) | by\sthe\s(?:acronym|initials|abbreviation)
      | called | dubbed | or )
    \s (?: (?:simply|the|by|its|initials|acronym|in\sshort)\s ){{0,3}} ["“‘']?
    (?P<short>{_NEWS_SHORT})\b""",
    re.VERBOSE,
)
_STANDS_FOR = re.compile(
    rf"""
    \b(?P<short>{_NEWS_SHORT})["”’']?,?\s
    (?:which\s)? (?:stands\sfor|(?:is\s)?short\sfor) \s (?:the\s)?
    (?P<long>[A-Z][^.;:()\n]{{4,120}})""",
    re.VERBOSE,
)
_BREAKS = re.compile(r"[.!?;:]\s|[()\[\]]|\n")
_CUT = re.compile(r"[;,:=]|\bor\b|\bi\.?e\b")
_WORD_BEFORE = re.compile(r"(?<![\w-])(?P<word>[^\W_][\w&./-]{0,11})[\"”’']?\s{0,2}\Z")
_QUOTES_AND_SPACE = " \t\"“”‘’'"
_WORD_END = re.compile(r"(?<=\w)(?!\w)")
_CONTEXT = 220  # characters before a parenthesis that can hold an expansion


def find_acronyms(body: str) -> tuple[Acronym, ...]:
    """Return the short forms that *body* explains, in the order they are explained.

    >>> [(a.short, a.long) for a in find_acronyms("The Equatorial Rail Company (ERC) will lay track.")]
    [('ERC', 'Equatorial Rail Company')]
    >>> [(a.short, a.long) for a in find_acronyms("The Water Board, known as the WB, agreed.")]
    [('WB', 'Water Board')]

    Letters must correspond, so an aside in brackets is none:

    >>> find_acronyms("The agency (NASA) met Mr Rao (41).")
    ()
    """
    found: dict[tuple[str, str], Acronym] = {}
    pairs = sorted(
        (pair for source in (_in_parentheses, _known_as, _stands_for) for pair in source(body)),
        key=lambda pair: pair[0],
    )
    for short_span, long_span, rule in pairs:
        short, long = body[slice(*short_span)], body[slice(*long_span)]
        found.setdefault(
            (short, long),
            Acronym(
                span=short_span,
                rule=rule,
                rule_version=RULE_VERSION,
                short=short,
                long=long,
                long_span=long_span,
            ),
        )
    return tuple(found.values())


_Pair = tuple[Span, Span, str]


def _in_parentheses(body: str) -> Iterator[_Pair]:
    for match in _PARENTHESIS.finditer(body):
        cut = _CUT.search(match["inner"])
        short = _trimmed(
            body, match.start("inner"), match.start("inner") + cut.start() if cut else match.end("inner")
        )
        pair = _explained_before(body, short, _window_before(body, match.start()))
        if pair is None:
            pair = _explained_inside(body, match) or _reversed(body, match)
        if pair is not None:
            yield pair


def _trimmed(body: str, start: int, end: int) -> Span:
    while start < end and body[start] in _QUOTES_AND_SPACE:
        start += 1
    while end > start and body[end - 1] in _QUOTES_AND_SPACE:
        end -= 1
    if body[start:end].count(".") == 1 and body[end - 1 : end] == ".":
        end -= 1
    return Span(start, end)


def _explained_before(body: str, short: Span, window: Span) -> _Pair | None:
    """Return the pair of ``Long Form (LF)``."""
    text = body[slice(*short)]
    if len(text) > 18 or not _SHORT.fullmatch(text) or not _looks_short(text):
        return None
    begin = align(text, body[slice(*window)])
    if begin is None:
        return None
    return short, Span(window.start + begin, window.end), "acronym.parenthesis"


def _explained_inside(body: str, match: re.Match[str]) -> _Pair | None:
    """Return the pair of ``(long form, LF)``."""
    comma = match["inner"].rfind(", ")
    if comma < 0:
        return None
    start = match.start("inner")
    short = _trimmed(body, start + comma + 1, match.end("inner"))
    return _explained_before(body, short, _trimmed(body, start, start + comma))


def _reversed(body: str, match: re.Match[str]) -> _Pair | None:
    """Return the pair of ``LF (Long Form)``."""
    before = _WORD_BEFORE.search(body, max(0, match.start() - 16), match.start())
    cut = _CUT.search(match["inner"])
    start = match.start("inner")
    long = _trimmed(body, start, start + cut.start() if cut else match.end("inner"))
    if before is None or " " not in body[slice(*long)] or not before["word"][:2].isupper():
        return None
    if not expands_wholly(before["word"], body[slice(*long)]):
        return None
    return Span(*before.span("word")), long, "acronym.reversed"


def _known_as(body: str) -> Iterator[_Pair]:
    for match in _KNOWN_AS.finditer(body):
        window = _window_before(body, match.start())
        begin = align(match["short"], body[window.start : window.end], strict=True)
        if begin is not None:
            yield Span(*match.span("short")), Span(window.start + begin, window.end), "acronym.known_as"


def _stands_for(body: str) -> Iterator[_Pair]:
    for match in _STANDS_FOR.finditer(body):
        start = match.start("long")
        for word in reversed(list(_WORD_END.finditer(match["long"]))[:14]):
            if expands_wholly(match["short"], match["long"][: word.start()], strict=True):
                yield Span(*match.span("short")), Span(start, start + word.start()), "acronym.stands_for"
                break


def _looks_short(text: str) -> bool:
    """Can *text* be a short form: letters enough, and no plain word in small letters?"""
    letters = [char for char in text if char.isalpha()]
    if not letters:
        return False
    return not text.islower() or (len(text) <= 6 and " " not in text) or any(char.isdigit() for char in text)


def _window_before(body: str, end: int) -> Span:
    """Return the stretch before *end* that can hold an expansion: at most this sentence."""
    start = max(0, end - _CONTEXT)
    for stop in _BREAKS.finditer(body, start, end):
        start = stop.end()
    while end > start and body[end - 1] in " \t\"”’',":
        end -= 1
    return Span(start, end)
