"""Find the dateline that opens a body: the place, often the day, often the agency.

    NEW HARBOUR, March 4 (Reuters) - …    Port Aldern [Ossia], August 4 (ANI): …    МОСКВА, 4 марта (ТАСС) — …

It stays in the body; what is found points at it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from tasks.model.records import Credit, Dateline, Span
from tasks.text.agencies import as_credited, is_known_name, looks_like_agency
from tasks.text.calendar_words import month_of
from tasks.text.credits import split_names
from tasks.text.written import ascii_digits

_RULE = "dateline"
_LONGEST = 160
_AHEAD = timedelta(days=2)  # a morning in Asia, in an evening's paper elsewhere; copy dated for tomorrow
_DAY = (
    r"(?:[^\W\d_][^\s\d,.():—–\-]{2,11}\.?\s\d{1,2}(?:,\s?\d{4})?"
    r"|\d{1,2}\.?\s(?:de\s)?[^\W\d_][^\s\d,.():—–\-]{2,11}\.?(?:\s(?:de\s)?\d{4})?)"
)
_PLACE_DAY_AGENCY = rf"""
    \s?(?P<place>[^\W\d_][^\n()\[\]（）:—–|\d“”"?!;]{{1,60}}?)
    (?:\s?\[(?P<region>[^\]\n]{{2,30}})\])?
    (?:(?:[,.]|\s?[—–-])?\s(?P<day>{_DAY}))?
    (?:,?\s?(?P<agency>[(（][^()（）\n]{{2,60}}[)）](?:[\s/]{{0,2}}[(（][^()（）\n]{{2,40}}[)）])?))?
    (?:,?\s(?P<day_after>{_DAY}))?
"""
_OPENING = re.compile(rf"{_PLACE_DAY_AGENCY}\s?(?P<sep>:|—|–|--|-(?=\s)|\.\s?[—–-])\s?", re.VERBOSE)
# "New Delhi, Aug 4 (PTI) The minister": nothing but a day and an agency together makes a dateline.
_UNMARKED = re.compile(
    rf"\s?(?P<place>[^\W\d_][^\n()\[\]:—–|\d“”\"?!;]{{1,60}}?)(?P<region>),?\s(?P<day>{_DAY}),?\s?"
    r"(?P<agency>\([^()\n]{2,60}\))(?P<day_after>)(?P<sep>)\s(?=[^\W\d_])"
)
_CHINESE = re.compile(
    r"[（(]?(?:据)?(?P<agency>新华社|新華社|中新社|中新网|路透社|法新社|美联社|中央社)(?P<place>[\u4e00-\u9fff·]{2,10}?)"
    r"(?P<month>\d{1,2})月(?P<day>\d{1,2})日[电電]"
)
_JAPANESE = re.compile(r"【(?P<place>[^】\d=＝、]{1,12}?)(?P<agency>共同|時事|AFP|ロイター)】")
_AGENCY_ONLY = re.compile(r"\s?[(（](?P<agency>[^()（）\n]{2,30})[)）]\s?(?:-|—|–|--|:)\s")
_NOT_A_PLACE = frozenset(
    """
    breaking exclusive live watch update updated video opinion analysis explainer explained editorial
    correction review interview profile factbox timeline photos photo gallery poll quiz column comment
    feature obituary note warning alert advisory summary question answer read more also related covid
    nato opec unesco who imf gdp budget sports sport business world
    """.split()  # noqa: SIM905  quoted words are harder to read
)
_SMALL = frozenset(
    """
    de da do das dos del la las los le les el al of upon on sur sous en und am an der di du by the bei
    ob y e
    """.split()  # noqa: SIM905  quoted words are harder to read
)
_UPPER_SHORT = frozenset(
    """
    DC UK US USA UAE UN EU NY LA ST
    """.split()  # noqa: SIM905  quoted words are harder to read
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What opens a body: its dateline, and the agencies credited there."""

    dateline: Dateline | None = None
    credits: tuple[Credit, ...] = ()


class _Reported(NamedTuple):
    """When an article was published, and the day of the wording in hand where that is a later one."""

    published_on: date
    worded_on: date

    def day_named(self, month: int, day: int) -> date | None:
        """Return the day of that name nearest to publication that a report could be of: none to come."""
        latest = max(self) + _AHEAD
        days = [
            found
            for year in (-1, 0, 1)
            if (found := _make_day(self.published_on.year + year, month, day)) and found <= latest
        ]
        return min(days, key=lambda found: abs((found - self.published_on).days), default=None)


def find_dateline(body: str, published_on: date | None) -> Dateline | None:
    """Return the dateline that opens *body*, or ``None``.

    >>> found = find_dateline("PORT ALDERN, March 4: The board met.", date(2024, 3, 6))
    >>> found.place, found.on, found.span
    ('Port Aldern', datetime.date(2024, 3, 4), Span(start=0, end=21))

    Its day is that of the report, so the year is the one that puts it at publication or before, two
    days' grace given; without a day of publication it stays open:

    >>> find_dateline("PORT ALDERN, August 4: The board will meet.", date(2024, 3, 6)).on
    datetime.date(2023, 8, 4)
    >>> find_dateline("Port Aldern [Ossia], August 4 (QNS): The board met.", None).on is None
    True
    >>> find_dateline("The board met - at last.", None) is None
    True
    """
    return read_opening(body, published_on).dateline


def read_opening(body: str, published_on: date | None, modified_on: date | None = None) -> Opening:
    """Return the dateline that opens *body* and the agencies in it.

    An article that was modified may have got a later dateline with its new words. And an outlet may
    print its own dateline before the agency's; then the place is that of the last, which is nearest to
    the words, and the span covers both.

    >>> opening = read_opening("NEW DELHI: LONDON (AP/Reuters) — Ferries stopped.", None)
    >>> opening.dateline.place, [credit.agency for credit in opening.credits]
    ('London', ['AP', 'REUTERS'])
    """
    reported = _Reported(published_on, modified_on or published_on) if published_on else None
    head = ascii_digits(body[: 2 * _LONGEST])
    eastern = _CHINESE.match(head) or _JAPANESE.match(head)
    if eastern is not None:
        return _read_eastern(eastern, reported)
    only = _AGENCY_ONLY.match(head)
    if only is not None:
        return Opening(credits=_read_agencies(only["agency"], only.start("agency")) or ())
    opening, start = Opening(), 0
    for _ in range(2):
        further, end = _match_western(head, start, reported)
        if further is None or further.dateline is None:
            break
        start = end
        dateline = further.dateline
        if opening.dateline is not None:
            dateline = _replace_start(dateline, opening.dateline)
        opening = Opening(dateline=dateline, credits=opening.credits + further.credits)
    return opening


def place_in_title_case(place: str) -> str:
    """Return *place* as a map would print it where it stands in capitals.

    >>> [place_in_title_case(place) for place in ("RIO DE JANEIRO", "PORT-AU-PRINCE", "WASHINGTON DC")]
    ['Rio de Janeiro', 'Port-au-Prince', 'Washington DC']
    """
    if not place.isupper():
        return place
    parts = re.split(r"([\s\-/])", place)
    words = [
        part
        if part in _UPPER_SHORT and index
        else part.casefold()
        if index and _is_small(part)
        else part.capitalize()
        for index, part in enumerate(parts)
    ]
    return "".join(words)


def _is_small(word: str) -> bool:
    return word.casefold() in _SMALL or word == "AU"


def _replace_start(dateline: Dateline, first: Dateline) -> Dateline:
    return Dateline(
        span=Span(first.span.start, dateline.span.end),
        rule=dateline.rule,
        place=dateline.place,
        on=dateline.on or first.on,
    )


def _match_western(head: str, start: int, reported: _Reported | None) -> tuple[Opening | None, int]:
    for pattern in (_OPENING, _UNMARKED):
        found = pattern.match(head, start)
        if found is not None and (opening := _read_western(found, reported)) is not None:
            return opening, found.end()
    return None, start


def _read_western(found: re.Match[str], reported: _Reported | None) -> Opening | None:
    place = found["place"].strip(" ,.-")
    written_day = found["day"] or found["day_after"]
    on, is_day = _read_day(written_day, reported) if written_day else (None, False)
    if written_day and not is_day:
        return None
    agencies = _read_agencies(found["agency"], found.start("agency")) if found["agency"] else ()
    if agencies is None and found["sep"] in (":", ""):
        return None  # a remark in brackets, and not an agency's name
    if not found["sep"] and not (is_day and agencies):
        return None
    shows_it = is_day or bool(agencies) or bool(found["region"]) or _is_in_capitals(place, found["sep"])
    if not shows_it or not _could_be_place(place):
        return None
    name = place_in_title_case(re.split(r",\s|\s?[—–]\s?", place)[0].strip())
    dateline = Dateline(
        span=Span(found.start("place"), len(found.string[: found.end()].rstrip())),
        rule=_RULE,
        place=name,
        on=on,
    )
    return Opening(dateline=dateline, credits=agencies or ())


def _could_be_place(place: str) -> bool:
    """Are these the capitalised words of one place, or of several joined by ``/`` or commas?"""
    words = re.split(r"[\s,/]+", place)
    if len(words) > 6 or any(word.casefold().strip(".") in _NOT_A_PLACE for word in words):
        return False
    return (
        all(not word[:1].islower() or word.casefold() in _SMALL for word in words) and not words[-1].islower()
    )


def _is_in_capitals(place: str, separator: str) -> bool:
    """Does the place stand in capitals? Before a colon a short word in capitals is rather an acronym."""
    letters = sum(character.isalpha() for character in place)
    return place.isupper() and letters >= (6 if separator == ":" else 4)


def _read_day(written: str, reported: _Reported | None) -> tuple[date | None, bool]:
    """Return the day that *written* names, if its year is known, and whether it is a day at all."""
    words = re.findall(r"\d+|[^\W\d_][^\s\d,.]*", written)
    numbers = [int(word) for word in words if word.isdigit()]
    month = next((number for word in words if not word.isdigit() and (number := month_of(word))), None)
    if month is None or not numbers or not 1 <= numbers[0] <= 31:
        return None, False
    if len(numbers) > 1:
        return _make_day(numbers[1], month, numbers[0]), True
    return reported.day_named(month, numbers[0]) if reported else None, True


def _make_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _read_agencies(written: str, start: int) -> tuple[Credit, ...] | None:
    """Return the agencies named in brackets, ``None`` where the brackets hold something else."""
    found: list[Credit] = []
    for part in re.finditer(r"[^()（）]+", written):
        if not part.group().strip(" /"):
            continue
        for name in split_names(part.group()):
            if not (is_known_name(name) or looks_like_agency(name)):
                return None
            offset = start + written.index(name, part.start())
            span = Span(offset, offset + len(name))
            found.append(Credit(span=span, rule=_RULE, agency=as_credited(name) or name, as_written=name))
    return tuple(found)


def _read_eastern(found: re.Match[str], reported: _Reported | None) -> Opening:
    groups = found.groupdict()
    on = None
    if groups.get("month") and reported is not None:
        on = reported.day_named(int(groups["month"]), int(groups["day"]))
    span = Span(found.start("agency"), found.end("agency"))
    agency = as_credited(groups["agency"]) or groups["agency"]
    credit = Credit(span=span, rule=_RULE, agency=agency, as_written=groups["agency"])
    dateline = Dateline(span=Span(found.start(), found.end()), rule=_RULE, place=groups["place"], on=on)
    return Opening(dateline=dateline, credits=(credit,))
