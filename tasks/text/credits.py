"""Find the agency credit that closes a story, or stands in a byline.

Only the very end counts: the same words inside a story are prose. What closes a story may come in
several pieces (a credit, then the notice that nobody edited the feed), and a correction printed after
it does not hide it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tasks.model.records import Credit, Part, Span
from tasks.text.agencies import (
    AGENCIES_UNNAMED,
    agency_code,
    as_credited,
    is_known_name,
    is_unnamed,
    looks_like_agency,
    looks_like_outlet,
)

_LONGEST = 450  # characters of the last paragraph that are looked at
_PIECES = 4
_RULE = "credit.closing"

_SENTENCE_END = r"(?<=[.!?…।。！？\"”’»)\]])"
_PHRASE = r"""
    (?:with\s|and\s)?(?:additional\s)?(?:inputs?|reports?|reporting|information)\s(?:from|by)\s
        (?:(?:various\s|news\s|wire\s)?agencies,?\s(?:including|such\sas|like|including\sfrom)\s)?(?P<from>.{2,120})
  | with\s(?:additional\s)?(?P<with>.{2,80}?)\s(?:inputs?|reports?|feeds?)
  | with\s(?P<bare_en>(?:news\s|wire\s)?agenc(?:y|ies)|wires)
  | con\s(?:información|informaciones|información\sadicional|datos|aportes)\s
        de(?:l|\sla|\slas|\slos)?\s(?P<es>.{2,80})
  | com\s(?:informações|agências)\sd(?:a|e|o|as|os)\s(?P<pt>.{2,80})
  | mit\s(?:material|informationen|agenturmaterial|inhalten)\s(?:von\s|der\s)?(?P<de>.{2,80})
  | con\s(?:informazioni|fonti)\s(?:di\s|da\s)?(?P<it>.{2,80})
  | (?:with|con|avec|mit|com|met|med)\s(?:les\s|le\s|l['’]|la\s|gli\s|las\s)?(?P<with_other>[^\s].{1,60})
  | по\s(?:материалам|сообщениям|информации|данным)\s(?P<ru>.{2,80})
  | (?:sources?|quellen?|fuentes?|fontes?|bron|källa|źródło|kilde|kaynak|sumber|nguồn|источник|джерело
        |स्रोत|المصدر|来源|來源|credits?)\s?[:：]\s?(?P<source>.{2,80})
"""
_PHRASE_ALONE = re.compile(rf"(?:{_PHRASE})\.?\Z", re.VERBOSE | re.IGNORECASE)
_PHRASE_AT_END = re.compile(
    rf"(?:{_SENTENCE_END}\s{{0,2}}|\n)(?P<credit>(?:with|con|avec|mit|com|met|med|inputs?|по|sources?|quelle|fuente|fonte|источник|स्रोत|来源|來源)"
    r"\b[^.!?\n]{1,130}\.?)\Z",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"[(\[（【](?P<inner>[^()\[\]（）【】]{2,400})[)\]）】][\s.]{0,2}\Z")
_BRACKET_AT_END = re.compile(
    rf"{_SENTENCE_END}\s{{0,2}}(?P<credit>[(\[（【][^()\[\]（）【】\n]{{2,400}}[)\]）】][\s.]{{0,2}})\Z"
)
_DASH_AT_END = re.compile(
    rf"(?:{_SENTENCE_END}\s{{0,2}}|\A)(?P<credit>(?:—|–|--|―|-)\s?(?P<name>[^\W\d_][^\n.!?:;—–]{{1,40}})\.?)\Z"
)
_SLASH_AT_END = re.compile(
    rf"(?:{_SENTENCE_END}\s{{0,2}}|\A)(?P<credit>/\s?(?P<name>[^\W\d_][^\s.!?:;/]{{1,20}})/?)\Z"
)
_COPYRIGHT_AT_END = re.compile(
    rf"(?:{_SENTENCE_END}\s{{0,2}}|\A)(?P<credit>(?:©|\(c\)|copyright\b)[\s©]{{0,3}}(?:\d{{4}}(?:-\d{{2,4}})?,?\s)?"
    r"(?:by\s)?(?P<name>[^\W\d_][^\n.!?:;]{1,50}?)(?:[.,]\s?all\srights\sreserved)?\.?)\Z",
    re.IGNORECASE,
)
_FEED_NOTICE = re.compile(
    r"(?:except\sfor\sthe\sheadline,?\s)?(?:this|the)\s(?:story|article|report|copy|news|content|item|post)\b"
    r"(?=.{0,250}(?:feed|syndicat|wire|agenc|generated|edited))[^\n]{10,400}\Z",
    re.IGNORECASE,
)
_FEED_AT_END = re.compile(
    rf"{_SENTENCE_END}\s{{0,2}}(?P<credit>(?:Except\sfor\sthe\sheadline|This\s(?:story|article|report|copy)\s(?:has|is|was))"
    r"[^.!?\n]{10,300}(?:feed|syndicated|auto-generated)[^.!?\n]{0,60}\.?)\Z"
)
_FEED_NAMES = (
    re.compile(
        r"\b(?:from|by|via)\s(?:an?\s|the\s)?(?P<name>[A-Z][\w.&-]{1,20}(?:\s[A-Z][\w.&-]{1,20}){0,3})\s(?:news\s)?(?:feed|wire|agency|service)"
    ),
    re.compile(
        r"\b(?:feed|wire)\s(?:of|from|by)\s(?:the\s)?(?P<name>[A-Z][\w.&-]{1,20}(?:\s[A-Z][\w.&-]{1,20}){0,3})"
    ),
    re.compile(r"\bprovided\sby\s(?:the\s)?(?P<name>[A-Z][\w.&-]{1,20}(?:\s[A-Z][\w.&-]{1,20}){0,3})"),
)
_STAFF_LINE = re.compile(
    r"(?P<name>PTI|UNI|ANI|IANS)(?:\s[A-Z]{2,5}){1,5}\Z"
)  # the desk's initials after the agency
_REUTERS_DESK = re.compile(r"(?:additional\s)?reporting\sby\s[^()]{3,390}\Z", re.IGNORECASE)
_CORRECTION = re.compile(
    r"(?:correction|clarification|corrigendum|editor['’]s\snote|update|this\s(?:story|article)\shas\sbeen\s(?:updated|corrected)"
    r"|corrección|fe\sde\serrores|rectificatif|correctif|korrektur|berichtigung|anmerkung\sder\sredaktion|correção|errata"
    r"|rettifica|correzione|correctie|исправление|уточнение|виправлення|sprostowanie|düzeltme|تصحيح|सुधार|更正|訂正|정정|ralat|đính\schính"
    r"|rättelse)\s?[:：—–.]",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"\s{0,2}[,;/&+|、，]\s{0,2}|\s(?:and|und|y|et|e|i|и|en|og|och|with|with\sinputs\sfrom|as\swell\sas)\s"
)
_NO_CREDIT = frozenset(
    """
    ends end more video watch file updated update photo photos live advt ad exclusive opinion poll
    developing ians-live sponsored
    """.split()  # noqa: SIM905  quoted words are harder to read
)
_PERSONS = re.compile(
    r"\b(?:staff|our\s\w+|bureau|correspondents?|reporters?|desk|team|newsroom|editors?|tnn)\b", re.IGNORECASE
)
_TRAILER = re.compile(r"\s(?:in|at|from)\s[^,;/]{2,40}\Z")


class ClosingCredit(NamedTuple):
    """A body without its closing credit, the credit as printed, and the agencies in it."""

    body: str
    credit_line: str | None
    credits: tuple[Credit, ...]


class _Piece(NamedTuple):
    text: str
    names: tuple[str, ...]  # as written; AGENCIES_UNNAMED where none is


def find_closing_credit(body: str) -> ClosingCredit:
    """Return *body* without the credit that closes it, that credit, and whom it names.

    >>> found = find_closing_credit("Talks go on, officials said. (With ANI and PTI inputs)")
    >>> found.body, found.credit_line, [credit.agency for credit in found.credits]
    ('Talks go on, officials said.', '(With ANI and PTI inputs)', ['ANI', 'PTI'])

    The same words inside a story are prose, and a name in brackets may be an acronym explained:

    >>> find_closing_credit("A plan (with police inputs) was drawn up.").credit_line is None
    True
    >>> find_closing_credit("It was run by the Quail Nesting Society (QNS).").credit_line is None
    True
    """
    body, corrections = _set_corrections_aside(body)
    pieces: list[_Piece] = []
    while len(pieces) < _PIECES:
        head, _, last = body.rpartition("\n\n")
        found = _cut_piece(last)
        if found is None or not (head or found[0]):
            break
        rest, piece = found
        body = f"{head}\n\n{rest}" if head and rest else head or rest
        pieces.insert(0, piece)
        if not corrections:
            body, corrections = _set_corrections_aside(body)
    line = " ".join(piece.text for piece in pieces)
    body = "\n\n".join(part for part in (body, *corrections) if part)
    names = [name for piece in pieces for name in piece.names]
    return ClosingCredit(body, line or None, locate_credits(names, line))


def locate_credits(names: list[str], line: str) -> tuple[Credit, ...]:
    """Return a credit for each of *names*, once, with its place in *line*.

    >>> [(credit.agency, credit.as_written, credit.span) for credit in locate_credits(["dpa"], "mit dpa")]
    [('DPA', 'dpa', Span(start=4, end=7))]
    """
    found: dict[str, Credit] = {}
    for name in names:
        agency = as_credited(name) or name
        start = line.find(name) if name != AGENCIES_UNNAMED else 0
        end = start + len(name) if name != AGENCIES_UNNAMED else len(line)
        written = line[start:end]
        found.setdefault(
            agency,
            Credit(
                span=Span(start, end), rule=_RULE, part=Part.CREDIT_LINE, agency=agency, as_written=written
            ),
        )
    if len(found) > 1:
        found.pop(AGENCIES_UNNAMED, None)
    return tuple(found.values())


def read_credit(text: str) -> tuple[str, ...] | None:
    """Return the agencies that *text*, a credit and nothing else, names as written; ``None`` if it is none.

    >>> read_credit("With inputs from agencies including PTI"), read_credit("Agence France-Presse")
    (('PTI',), ('Agence France-Presse',))
    >>> read_credit("With agency inputs"), read_credit("With police inputs")
    (('AGENCIES',), None)
    """
    text = text.strip()
    bracketed = _BRACKETED.fullmatch(text)
    if bracketed is not None:
        return _read_inner(bracketed["inner"].strip(), bracketed=True)
    return _read_inner(text, bracketed=False)


def split_names(text: str) -> list[str]:
    """Return the names that a list of agencies is made of.

    >>> split_names("AFP/Reuters and the Associated Press")
    ['AFP', 'Reuters', 'Associated Press']
    """
    if is_known_name(text.strip(" .")) and as_credited(text) is not None:
        return [text.strip(" .")]
    parts = (part.strip(" .*'\"“”") for part in _SEPARATOR.split(text))
    return [part[4:] if part[:4].casefold() == "the " else part for part in parts if part]


def _set_corrections_aside(body: str) -> tuple[str, list[str]]:
    """Take the corrections off the end of *body*; they stay part of it, after the credit is gone."""
    corrections: list[str] = []
    while len(corrections) < 3:
        head, _, last = body.rpartition("\n\n")
        if not head or _CORRECTION.match(last.lstrip("(*[ ")) is None:
            break
        corrections.insert(0, last)
        body = head
    return body, corrections


def _cut_piece(paragraph: str) -> tuple[str, _Piece] | None:
    """Split the last paragraph into what is story and what is credit, or return ``None``."""
    if len(paragraph) <= _LONGEST and (names := read_credit(paragraph)) is not None:
        return "", _Piece(paragraph, names)
    tail = paragraph[-_LONGEST:]
    for found, names in _candidates(tail):
        if names is not None:
            start = len(paragraph) - len(tail) + found.start("credit")
            return paragraph[:start].rstrip(), _Piece(paragraph[start:].strip(), names)
    return None


def _candidates(tail: str) -> Iterator[tuple[re.Match[str], tuple[str, ...] | None]]:
    """Yield what could be a credit at the end of *tail*, with the agencies in it or ``None``."""
    if bracket := _BRACKET_AT_END.search(tail):
        yield bracket, read_credit(bracket["credit"])
    if dash := _DASH_AT_END.search(tail):
        yield dash, _names_after_mark(dash["name"])
    if slash := _SLASH_AT_END.search(tail):
        yield slash, _names_after_mark(slash["name"])
    if copyright_line := _COPYRIGHT_AT_END.search(tail):
        yield copyright_line, _names_after_mark(copyright_line["name"])
    if phrase := _PHRASE_AT_END.search(tail):
        yield phrase, read_credit(phrase["credit"])
    if feed := _FEED_AT_END.search(tail):
        yield feed, read_credit(feed["credit"])


def _read_inner(text: str, *, bracketed: bool) -> tuple[str, ...] | None:
    if _FEED_NOTICE.match(text):
        return _names_in_notice(text)
    if bracketed and _REUTERS_DESK.match(text):
        return ()
    if staff := _STAFF_LINE.fullmatch(text):
        return (staff["name"],)
    phrase = _PHRASE_ALONE.match(text)
    if phrase is not None:
        kind, written = next((k, v) for k, v in phrase.groupdict().items() if v)
        names = _keep_agencies(written, strict=kind == "with_other")
        if names is not None:
            return names
    for mark in (_DASH_AT_END, _SLASH_AT_END, _COPYRIGHT_AT_END):
        if (found := mark.fullmatch(text)) is not None:
            return _names_after_mark(found["name"])
    return _names_alone(text, bracketed=bracketed)


def _keep_agencies(written: str, *, strict: bool) -> tuple[str, ...] | None:
    """Return the names in the slot of a credit form, ``None`` where the slot holds something else.

    A form that is ordinary speech as well (``avec …``) is believed for known agencies only.
    """
    names: list[str] = []
    for part in split_names(written):
        name = _TRAILER.sub("", part)
        if is_unnamed(name):
            names.append(AGENCIES_UNNAMED)
        elif is_known_name(name):
            names.append(name)
        elif _PERSONS.search(name) or name.casefold().startswith("input"):
            continue
        elif (
            strict
            or not name[:1].isupper()
            or not (_is_one_word(name) or looks_like_agency(name) or looks_like_outlet(name))
        ):
            return None
        else:
            names.append(name)
    return tuple(names) or None


def _names_alone(text: str, *, bracketed: bool) -> tuple[str, ...] | None:
    """Read names with nothing around them: known agencies, and in brackets what is made like one."""
    names = split_names(text.rstrip("."))
    if not names or len(names) > 5 or text.casefold() in _NO_CREDIT:
        return None
    for name in names:
        unnamed = is_unnamed(name) and (bracketed or name[:1].isupper())
        known = is_known_name(name) or (len(names) > 1 and agency_code(name) is not None)  # dpa/afp
        if not (
            unnamed or known or (bracketed and looks_like_agency(name) and name.casefold() not in _NO_CREDIT)
        ):
            return None
    return tuple(AGENCIES_UNNAMED if is_unnamed(name) else name for name in names)


def _names_after_mark(written: str) -> tuple[str, ...] | None:
    """Read a name after a dash, slash or copyright sign; two unknown words there are a person's name."""
    names = split_names(written)
    for name in names:
        if is_unnamed(name) or is_known_name(name) or looks_like_agency(name):
            continue
        if not (_is_one_word(name) and name[:1].isupper()) or looks_like_outlet(name):
            return None
    return tuple(AGENCIES_UNNAMED if is_unnamed(name) else name for name in names) or None


def _names_in_notice(text: str) -> tuple[str, ...]:
    """Return the agency whose feed a notice speaks of."""
    for pattern in _FEED_NAMES:
        for found in pattern.finditer(text):
            name = (
                found["name"].removeprefix("Syndicated ").removesuffix(" News")
                if "yndicated" in found["name"]
                else found["name"]
            )
            if name not in ("Syndicated", "News"):
                return (name,)
    return (AGENCIES_UNNAMED,)


def _is_one_word(name: str) -> bool:
    return len(name.split()) == 1 and len(name) > 1
