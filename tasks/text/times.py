"""Choose when a page was published and changed, among everything it says and prints about that.

Structured data comes first, then meta elements, microdata, ``<time>``, and what is printed near the
headline. A day in the address of the page is the last resort.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tasks.model.records import FieldProvenance, Hints, Moment, Precision
from tasks.text.blocks import Block, lines_near_headline
from tasks.text.draft import candidate
from tasks.text.moments import read_moment
from tasks.text.page import Page
from tasks.text.tree import words_of
from tasks.text.written import find_written

_URL_DAY = re.compile(r"/(?P<year>(?:19|20)\d{2})[/-](?P<month>\d{1,2})[/-](?P<day>\d{1,2})(?=[/\-_.]|\Z)")
_UPDATED = re.compile(
    r"updat|modif|actuali[sz]|aktualisi|mis\sà\sjour|aggiorna|atualiz|обновл|आधुनिक|अपडेट|تحديث|更新",
    re.IGNORECASE,
)
_PUBLISHED_METAS = tuple(
    """
    article:published_time og:article:published_time og:published_time datepublished parsely-pub-date
    dc.date.issued dcterms.created dc.date dc.date.created dcterms.date sailthru.date pubdate
    publishdate publish-date publish_date publication_date article.published
    cxenseparse:recs:publishtime article_date_original originalpublicationdate date created displaydate
    ptime rnews:datepublished citation_publication_date bt:pubdate vr:published_time
    analyticsattributes.articledate
    """.split()  # noqa: SIM905  quoted words are harder to read
)
_MODIFIED_METAS = tuple(
    """
    article:modified_time og:article:modified_time og:updated_time datemodified last-modified
    dcterms.modified lastmod dc.date.modified revision_date article.updated
    """.split()  # noqa: SIM905  quoted words are harder to read
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When the page was published and changed, the flags of that, and the candidates."""

    published: Moment | None
    modified: Moment | None
    flags: tuple[str, ...]
    seen: tuple[FieldProvenance, ...]


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
    printed = list(_printed_times(page, blocks, title))
    published, flags, seen = _first_time(
        "published", _published_candidates(page, printed, url), hints, language
    )
    modified, more_flags, more_seen = _first_time(
        "modified", _modified_candidates(page, printed), hints, language
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


def _printed_times(page: Page, blocks: Sequence[Block], title: str | None) -> Iterator[tuple[str, str, str]]:
    """Yield what is printed as a time, with its machine form if it has one, and where."""
    for element in [e for e in page.dated if e.tag == "time"][:6]:
        names = " ".join(v for k in ("class", "itemprop", "id", "pubdate") if (v := element.get(k))).lower()
        yield element.get("datetime") or "", words_of(element)[:200], f"time {names}".strip()
    for line in lines_near_headline(blocks, title):
        if any(character.isdigit() for character in line):
            yield "", line, "text"


def _published_candidates(
    page: Page, printed: Sequence[tuple[str, str, str]], url: str | None
) -> Iterator[tuple[str, str]]:
    if value := page.data.text("datePublished", "dateCreated"):
        yield "json-ld", value
    for name in _PUBLISHED_METAS:
        if value := page.meta(name):
            yield f"meta:{name}", value
    for prop in ("datePublished", "dateCreated"):
        if value := page.prop(prop):
            yield f"microdata:{prop}", value
    for stamp, words, origin in printed:
        is_update = "modif" in origin or "updat" in origin
        if stamp and not is_update:
            yield "time", stamp
        elif not (is_update and not _UPDATED.search(words)) and words:
            first = _UPDATED.split(words, maxsplit=1)[0]
            yield ("time:text" if origin != "text" else "text"), first
    for _, words, origin in printed:  # a day marked as update is better than none
        if origin == "text" and words:
            yield "text:updated", words
    if url and (day := _URL_DAY.search(url)):
        yield "url", f"{day['year']}-{int(day['month']):02d}-{int(day['day']):02d}"


def _modified_candidates(page: Page, printed: Sequence[tuple[str, str, str]]) -> Iterator[tuple[str, str]]:
    if value := page.data.text("dateModified"):
        yield "json-ld", value
    for name in _MODIFIED_METAS:
        if value := page.meta(name):
            yield f"meta:{name}", value
    if value := page.prop("dateModified"):
        yield "microdata:dateModified", value
    for stamp, words, origin in printed:
        if stamp and ("modif" in origin or "updat" in origin):
            yield "time", stamp
        elif marked := _UPDATED.search(words):
            yield "text", words[marked.end() :]


def _first_time(
    name: str, candidates: Iterator[tuple[str, str]], hints: Hints, language: str | None
) -> tuple[Moment | None, list[str], list[FieldProvenance]]:
    """Return the first candidate that is a time, what was doubtful before it, and all candidates."""
    chosen: Moment | None = None
    flags: list[str] = []
    notes: list[FieldProvenance] = []
    for origin, written in candidates:
        if chosen is not None and origin.startswith(("text", "time:")):
            continue
        reading = read_moment(written[:200], hints=hints, language=language, origin=origin)
        if reading.moment is None and origin.startswith(("text", "time:")):
            continue  # a line of words that is no date
        wins = reading.moment is not None and chosen is None
        if wins:
            chosen = reading.moment
            flags.extend([reading.doubt] if reading.doubt else [])
        elif reading.doubt and chosen is None:
            flags.append(reading.doubt)
        note = candidate(name, written, origin, chosen=wins)
        if note is not None and len(notes) < 12:
            notes.append(note)
    return chosen, flags, notes


def _with_zone(
    published: Moment,
    printed: Sequence[tuple[str, str, str]],
    modified: Moment | None,
    hints: Hints,
    language: str | None,
) -> Moment:
    """Give *published* the zone of the same clock time where that is printed with one, or of the change."""
    for _, words, _ in printed:
        found = find_written(words, hints=hints, language=language)
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
        and published.origin.startswith(("time", "text"))
    ):
        again = read_moment(
            f"{published.local}{_suffix(modified.zone)}", hints=hints, origin=published.origin
        )
        return again.moment or published
    return published


def _suffix(zone: str) -> str:
    return "Z" if zone == "UTC" else zone if zone[:1] in "+-" else f"[{zone}]"
