"""Choose when a page was published and changed, among everything it says and prints about that.

Each candidate has the trust of the place it comes from, and gains where the page prints the same day
beside its headline: data that nobody sees is wrong more often than what readers see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tasks.model.records import FieldProvenance, Hints, Moment, Precision
from tasks.text.blocks import Block
from tasks.text.draft import candidate
from tasks.text.moments import Reading, read_moment
from tasks.text.page import Page
from tasks.text.printed import Printed, labelled_times, printed_times, times_around_headline
from tasks.text.written import find_written
from tasks.text.zones import Zone, fixed_zone, named_zone, only_zone_of

# How far a place is trusted that names a day of publication.
_TRUST = {
    "json-ld": 4.0,
    "meta": 3.6,
    "microdata": 3.4,
    "meta-any": 2.0,  # metas that some pages use for the day of the last change
    "time": 2.6,
    "named": 2.3,
    "text": 2.2,
    "beside": 2.1,
    "labelled": 1.6,
    "url": 1.4,
    "updated": 1.0,  # a day marked as update is better than none
}
_CONFIRMED = 1.5  # the page prints that day beside the headline
_PRINTED = frozenset(["time", "named", "text"])
_CLOCK = frozenset([Precision.MINUTE, Precision.SECOND])
_COARSE = -1.5  # a month or a year

_DIGITS = re.compile(r"\d{4}")
_URL_DAY = re.compile(
    r"/(?P<year>(?:19|20)\d{2})(?P<sep>[/-]|)(?P<month>0?[1-9]|1[0-2])(?P=sep)(?P<day>0?[1-9]|[12]\d|3[01])(?=[/\-_.]|\Z)"
)
_PUBLISHED_METAS = tuple(
    """
    article:published_time og:article:published_time og:published_time datepublished parsely-pub-date
    dc.date.issued dcterms.issued sailthru.date pubdate publishdate publish-date publish_date
    publication_date publication-date published published-date published_date article.published
    cxenseparse:recs:publishtime article_date_original originalpublicationdate displaydate ptime
    rnews:datepublished citation_publication_date bt:pubdate vr:published_time sw-pubdate og:pubdate
    analyticsattributes.articledate pub_date release_date
    """.split()  # noqa: SIM905  quoted words are harder to read
)
# Any system's own word for it, as "zdf:publicationdate"; the last publication is that of a change.
_PUBLISHED_NAME = re.compile(
    r"(?<!last)(?<!last[._:-])(?<!re)(?:publish(?:ed)?|publication|pub)[._:-]?(?:date|time|on|at)?(?=_\w{1,12}\Z|\Z)"
)
_DATE_METAS = tuple(
    """
    dc.date dc.date.created dcterms.created dcterms.date dc.created date created
    """.split()  # noqa: SIM905  quoted words are harder to read
)
_MODIFIED_METAS = tuple(
    """
    article:modified_time og:article:modified_time og:updated_time datemodified last-modified
    dcterms.modified lastmod dc.date.modified revision_date article.updated modified-date modified-time
    """.split()  # noqa: SIM905  quoted words are harder to read
)
_MOST_NOTES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When the page was published and changed, the flags of that, and the candidates."""

    published: Moment | None
    modified: Moment | None
    flags: tuple[str, ...]
    seen: tuple[FieldProvenance, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A time as written, where, and what it was read as."""

    origin: str
    place: str  # a key of the table of trust
    written: str
    reading: Reading

    @property
    def day(self) -> str | None:
        moment = self.reading.moment
        return None if moment is None or len(moment.local) < 10 else moment.local[:10]


def choose_times(
    page: Page,
    blocks: Sequence[Block],
    title: str | None,
    *,
    hints: Hints,
    language: str | None,
    url: str | None,
) -> Times:
    """Return the times of publication and change; what is printed lends its zone to a time without one."""
    printed = printed_times(page, blocks, title)

    def read(found: Iterator[tuple[str, str, str]]) -> list[_Candidate]:
        return [
            _Candidate(
                origin=origin,
                place=place,
                written=written,
                reading=read_moment(written[:200], hints=hints, language=language, origin=origin),
            )
            for origin, place, written in found
        ]

    candidates = read(_published(page, printed, url))
    if not any(item.reading.moment for item in candidates if _TRUST[item.place] > _TRUST["labelled"]):
        candidates += read(_labelled(page, title))
    published, flags, seen = _choose("published", candidates, hints, weighed=True)
    modified, more_flags, more_seen = _choose(
        "modified", read(_modified(page, printed)), hints, weighed=False
    )
    if (
        published is not None
        and published.zone is None
        and published.precision in (Precision.SECOND, Precision.MINUTE)
    ):
        published = _with_zone(published, printed, modified, hints, language)
    return Times(
        published=published,
        modified=modified,
        flags=tuple(dict.fromkeys((*flags, *more_flags))),
        seen=(*seen, *more_seen),
    )


def _published(page: Page, printed: Sequence[Printed], url: str | None) -> Iterator[tuple[str, str, str]]:
    """Yield origin, place and words of everything that may be the time of publication."""
    if value := page.data.text("datePublished", "dateCreated"):
        yield "json-ld", "json-ld", value
    for place, names in (("meta", _PUBLISHED_METAS), ("meta-any", _DATE_METAS)):
        for name in names:
            if value := page.meta(name):
                yield f"meta:{name}", place, value
    for name, values in page.metas.items():
        if name not in _PUBLISHED_METAS and _PUBLISHED_NAME.search(name[:80]) and _DIGITS.search(values[0]):
            yield f"meta:{name}", "meta", values[0]
    for prop in ("datePublished", "dateCreated"):
        if value := page.prop(prop):
            yield f"microdata:{prop}", "microdata", value
    for item in printed:
        place = "updated" if item.is_update else item.origin
        if item.stamp:
            yield item.origin, place, item.stamp
        if item.words:
            yield f"{item.origin}:text" if item.stamp else item.origin, place, item.words
    if url and (day := _URL_DAY.search(url)):
        yield "url", "url", f"{day['year']}-{int(day['month']):02d}-{int(day['day']):02d}"


def _labelled(page: Page, title: str | None) -> Iterator[tuple[str, str, str]]:
    for item in (*labelled_times(page), *times_around_headline(page, title)):
        yield "labelled", "updated" if item.is_update else "labelled", item.words


def _modified(page: Page, printed: Sequence[Printed]) -> Iterator[tuple[str, str, str]]:
    """Yield what may be the time of the last change, the most trusted first."""
    if value := page.data.text("dateModified"):
        yield "json-ld", "json-ld", value
    for name in _MODIFIED_METAS:
        if value := page.meta(name):
            yield f"meta:{name}", "meta", value
    if value := page.prop("dateModified"):
        yield "microdata:dateModified", "microdata", value
    for item in printed:
        if item.is_update:
            yield item.origin, item.origin, item.stamp or item.words


def _choose(
    name: str, candidates: Sequence[_Candidate], hints: Hints, *, weighed: bool
) -> tuple[Moment | None, list[str], list[FieldProvenance]]:
    """Return the best candidate, or the first, what was doubtful about it, and all of them."""
    printed = {item.day for item in candidates if item.place in _PRINTED}
    readable = [item for item in candidates if item.reading.moment is not None and _may_stand(item)]
    best = max(readable, key=lambda item: _score(item, printed) if weighed else 0.0, default=None)
    flags = [
        item.reading.doubt
        for item in candidates
        if item.reading.doubt
        and (item is best or (best is None and item.place not in ("text", "named", "labelled")))
    ]
    notes = (
        candidate(name, item.written, item.origin, chosen=item is best)
        for item in candidates
        if item.reading.moment is not None or item.place in ("json-ld", "meta", "meta-any", "microdata")
    )
    if best is not None and best.reading.moment and best.reading.moment.precision is Precision.DAY:
        best = next((item for item in readable if _adds_clock(item, best)), best)
    moment = None if best is None else _as_local(best, readable, hints)
    return moment, flags, [note for note in notes if note is not None][:_MOST_NOTES]


def _may_stand(item: _Candidate) -> bool:
    """A month or a year is taken where a time is expected, and not where any number may stand."""
    return item.day is not None or _TRUST[item.place] >= _TRUST["text"]


def _adds_clock(item: _Candidate, best: _Candidate) -> bool:
    """Does *item* name the day of *best*, and the time on it as well?"""
    moment = item.reading.moment
    return (
        moment is not None and item.place != "updated" and item.day == best.day and moment.precision in _CLOCK
    )


def _score(item: _Candidate, printed: set[str | None]) -> float:
    score = _TRUST[item.place]
    if item.day is None:
        return score + _COARSE
    is_confirmed = item.place not in _PRINTED and item.day in printed
    return score + (_CONFIRMED if is_confirmed else 0.0)


def _as_local(best: _Candidate, others: Sequence[_Candidate], hints: Hints) -> Moment | None:
    """Return the time of *best*, as the clock at the paper showed it if the page tells that as well.

    The same instant is often given in UTC by data and in local time beside the headline: with its
    offset, or with a clock that differs by some quarters of an hour, or as the next day.
    """
    moment = best.reading.moment
    if moment is None or moment.zone != "UTC" or moment.precision not in _CLOCK:
        return moment
    for item in others:
        other = item.reading.moment
        if other is None or item is best:
            continue
        if other.precision in _CLOCK and other.zone not in (None, "UTC") and other.at == moment.at:
            return other
        if item.place in _PRINTED and (zone := _shown_zone(moment, other, hints)) is not None:
            local = moment.at.astimezone(zone.info).replace(tzinfo=None).isoformat()
            return replace(moment, local=local[: len(moment.local)], zone=zone.name)
    return moment


def _shown_zone(moment: Moment, shown: Moment, hints: Hints) -> Zone | None:
    """Return the zone in which a clock shows *shown* at *moment*, if that can be told."""
    if shown.precision is Precision.DAY:
        zone = named_zone(hints.timezone) or only_zone_of(hints.country)
        if zone is not None and moment.at.astimezone(zone.info).date().isoformat() == shown.local:
            return zone
        return None
    if shown.precision not in _CLOCK or shown.local[:10] == moment.local[:10]:
        return None
    written = datetime.fromisoformat(shown.local).replace(tzinfo=UTC)
    seconds = (written - moment.at.replace(second=0)).total_seconds()
    minutes = round(seconds / 60)
    return fixed_zone(minutes) if minutes % 15 == 0 else None


def _with_zone(
    published: Moment,
    printed: Sequence[Printed],
    modified: Moment | None,
    hints: Hints,
    language: str | None,
) -> Moment:
    """Give *published* the zone of the same clock time where that is printed with one, or of the change."""
    for item in printed:
        found = find_written(item.words, hints=hints, language=language)
        if found is None or found.zone is None or found.hour is None:
            continue
        clock = f"T{found.hour:02d}:{found.minute or 0:02d}"
        if published.local[:16] == f"{found.year:04d}-{found.month or 0:02d}-{found.day or 0:02d}{clock}":
            again = read_moment(
                f"{published.local}{_suffix(found.zone.name)}", hints=hints, origin=published.origin
            )
            return again.moment or published
    if (
        modified is not None
        and modified.zone
        and modified.zone[:1] in "+-U"
        and published.origin.startswith(("time", "text", "named"))
    ):
        again = read_moment(
            f"{published.local}{_suffix(modified.zone)}", hints=hints, origin=published.origin
        )
        return again.moment or published
    return published


def _suffix(zone: str) -> str:
    return "Z" if zone == "UTC" else zone if zone[:1] in "+-" else f"[{zone}]"
