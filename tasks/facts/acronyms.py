"""Short forms and the expansions an article itself gives for them.

The forms: ``Long Form (LF)``, ``LF (Long Form)``, ``Long Form, known as the LF,`` and
``Long Form, or LF,``. Whether a stretch of words is what a short form stands for is decided in
``alignment.py``: its letters have to be found in the words, in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from tasks.facts.alignment import align, expands_wholly
from tasks.facts.brackets import Borders, Bracketed, find_bracketed
from tasks.model.records import Acronym, Span

RULE_VERSION = 2

_SHORT = re.compile(
    r"(?=[^\s]{0,16}[^\W\d_])[\[+-]{0,2}[^\W_][\w./+&’'()\[\]-]{0,22}(?: [\w./+-]{1,12}){0,2}"
)
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
_CUT = re.compile(r"[;:=]|,(?!\w)|\bor\b|\bi\.?e\b")
_WORD_BEFORE = re.compile(r"(?<![\w-])(?P<word>[^\W_][\w&./-]{0,11})[\"”’']?\s{0,2}\Z")
_BOTH = re.compile(r"([A-Z][\w.-]{1,11}) (?:and|or) ([A-Z][\w.-]{1,11})")
_KIND_BETWEEN = re.compile(r"\b(?P<word>[A-Z]{3,10}) [a-z]{3,12} ?\Z")
_QUOTES_AND_SPACE = " \t\"“”‘’'"
_WORD_END = re.compile(r"(?<=\w)(?!\w)")
_LONGEST_ASIDE = 140
_MOST_PARTS = 8
_SHORTEST_LONG = 6
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
    bracketed = find_bracketed(body)
    borders = Borders(body, bracketed)
    sources = (_in_brackets(body, borders, bracketed), _known_as(body, borders), _stands_for(body))
    pairs = sorted((pair for source in sources for pair in source), key=lambda pair: pair[0])
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


def _in_brackets(body: str, borders: Borders, bracketed: Sequence[Bracketed]) -> Iterator[_Pair]:
    for pair in bracketed:
        if pair.worn or pair.end - pair.start > _LONGEST_ASIDE:
            continue
        inner = Span(pair.start + 1, pair.end - 1)
        window = _window_before(body, borders, pair.start)
        parts = _parts(body, inner)
        shorts = _joined(body, inner) or (parts[0], parts[-1])
        explained = [one for short in shorts if (one := _explained_before(body, short, window)) is not None]
        if explained:
            yield from explained
            continue
        found = _explained_inside(body, parts) or _reversed(body, pair.start, parts[0])
        if found is not None:
            yield found


def _joined(body: str, inner: Span) -> tuple[Span, ...]:
    """Return the two short forms of “partial squares (PS-1 and PS-2)”."""
    both = _BOTH.fullmatch(body, *inner)
    return (Span(*both.span(1)), Span(*both.span(2))) if both else ()


def _parts(body: str, inner: Span) -> list[Span]:
    """Return what stands in brackets, cut at its commas and the like."""
    parts: list[Span] = []
    start = inner.start
    for cut in _CUT.finditer(body, *inner):
        if len(parts) == _MOST_PARTS:
            break
        parts.append(_trimmed(body, start, cut.start()))
        start = cut.end()
    return [*parts, _trimmed(body, start, inner.end)]


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
    if not _SHORT.fullmatch(text) or not _looks_short(text):
        return None
    begin = align(text, body[slice(*window)])
    if begin is None:
        return None
    return short, Span(window.start + begin, window.end), "acronym.parenthesis"


def _explained_inside(body: str, parts: Sequence[Span]) -> _Pair | None:
    """Return the pair of ``(long form, LF)`` or of ``(LF, long form)``."""
    if len(parts) < 2:
        return None
    pair = _explained_before(body, parts[-1], Span(parts[0].start, parts[-2].end))
    if pair is not None:
        return pair
    short, long = body[slice(*parts[0])], body[slice(*parts[1])]
    if not (short.isupper() and _SHORT.fullmatch(short) and expands_wholly(short, long, strict=True)):
        return None
    return parts[0], parts[1], "acronym.reversed"


def _reversed(body: str, at: int, long: Span) -> _Pair | None:
    """Return the pair of ``LF (Long Form)``."""
    before = _WORD_BEFORE.search(body, max(0, at - 16), at)
    text = body[slice(*long)]
    apart = _KIND_BETWEEN.search(body, max(0, at - 28), at)
    if apart is not None and expands_wholly(apart["word"], text, strict=True):
        return Span(*apart.span("word")), long, "acronym.reversed"
    if before is None or not before["word"][:2].isupper() or len(text) < _SHORTEST_LONG:
        return None
    if not expands_wholly(before["word"], text, strict=" " not in text and len(before["word"]) < 2):
        return None
    return Span(*before.span("word")), long, "acronym.reversed"


def _known_as(body: str, borders: Borders) -> Iterator[_Pair]:
    for match in _KNOWN_AS.finditer(body):
        window = _window_before(body, borders, match.start())
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
    if not letters or (len(text) == 1 and not text.isupper()):
        return False
    if " " in text and (
        text.split()[0] in ("and", "or", "the", "a") or not any(map(str.isalpha, text.split()[-1]))
    ):
        return False
    return not text.islower() or (len(text) <= 6 and " " not in text) or any(char.isdigit() for char in text)


def _window_before(body: str, borders: Borders, end: int) -> Span:
    """Return the stretch before *end* that can hold an expansion: at most this sentence."""
    start = borders.last_before(end, max(0, end - _CONTEXT))
    while end > start and body[end - 1] in " \t\"”’',":
        end -= 1
    return Span(start, end)
