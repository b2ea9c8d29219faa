"""Plain text to the parts of an article: prefix, headline, byline, date, outlet, paragraphs.

Three forms are common, and mix:

    (a)  date 2024-03-04 Dike repair: Engineers opened two of the gates …      one line, or its first
    (b)  headline, byline, date and outlet on lines of their own, in any order, then the body
    (c)  2024-03-06 | MILLHAVEN, March 4: Engineers opened …                   a day, then a dateline

A text that names no day has no day of publication.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from tasks.model.records import FieldProvenance, Hints, Moment
from tasks.text.agencies import looks_like_outlet
from tasks.text.authors import is_byline, split_authors
from tasks.text.calendar_words import is_weekday
from tasks.text.clean import clean_text
from tasks.text.draft import Draft, candidate
from tasks.text.headlines import has_auxiliary, is_headline, is_topic_label, split_headline
from tasks.text.language import identify_language
from tasks.text.moments import read_moment
from tasks.text.paragraphs import is_wrapped_text, split_paragraphs
from tasks.text.written import Written, ascii_digits, find_written

_HEAD_LINES = 9
_LABEL = re.compile(
    r"(?P<label>date|dated|published(?:\son|\sat)?|posted(?:\son)?|first\spublished|updated(?:\son)?|last\s(?:updated|modified)|modified"
    r"|title|headline|author|byline|source|publisher|outlet|fecha|publicado(?:\sel|\sem)?|actualizado(?:\sa|\sel)?|publié\sle|mis\sà\sjour(?:\sle)?"
    r"|datum|veröffentlicht(?:\sam)?|aktualisiert(?:\sam)?|stand|data|pubblicato(?:\sil)?|дата|опубликовано|обновлено|تاريخ|दिनांक|发布时间|日期)"
    r"\b\s?(?P<mark>[:：\-–]?)\s?",
    re.IGNORECASE,
)
_MODIFIED = re.compile(r"updated|modified|actualiz|mis\sà\sjour|aktualisiert|обновлено", re.IGNORECASE)
_AFTER_PREFIX = re.compile(r"\s?(?P<mark>[|:：—–•·]|-(?=\s))\s?|\s")
_DIGITS_ONLY = re.compile(r"[\d\s\-/.:TZ+年月日]+\Z")
_LEFT_OVER = re.compile(r"[^\W\d_]{2,20}")
_FILLER = frozenset(
    """
    on at the le el am um den de del à as às of gmt utc ist est edt cet bst hrs uhr updated published
    posted date at
    """.split()  # noqa: SIM905  quoted words are harder to read
)


@dataclass(slots=True)
class _Head:
    """What the head of a text has given so far."""

    title: str | None = None
    site_name: str | None = None
    byline: str | None = None
    published: Moment | None = None
    modified: Moment | None = None
    flags: list[str] = field(default_factory=list)
    provenance: list[FieldProvenance | None] = field(default_factory=list)


def read_plain(text: str, *, hints: Hints) -> Draft:
    r"""Return the parts of an article in plain text.

    >>> draft = read_plain(" date 2024-03-04 Dike repair: Engineers opened it.\n\nFarms wait.", hints=Hints())
    >>> draft.title, draft.published.local, draft.paragraphs
    ('Dike repair', '2024-03-04', ('Engineers opened it.', 'Farms wait.'))
    >>> draft = read_plain("Weavers open school\nBy Ilse Maar\n4 March 2024\n\nThe guild met.", hints=Hints())
    >>> draft.title, draft.authors[0].name, draft.published.local, draft.paragraphs
    ('Weavers open school', 'Ilse Maar', '2024-03-04', ('The guild met.',))
    """
    text = clean_text(text)
    language = identify_language(text, hints.language)
    head = _Head()
    text, has_prefix = _take_prefix(text, head, hints, language)
    text = _take_lines(text, head, hints, language)
    paragraphs = split_paragraphs(text)
    kicker = None
    if head.title is None and paragraphs:
        kicker, paragraphs = _take_headline(paragraphs, head, must_be_label=not has_prefix)
    elif head.title is not None and is_topic_label(head.title):
        kicker = head.title
    authors = split_authors(head.byline, publisher=head.site_name) if head.byline else ()
    head.provenance.append(candidate("authors", head.byline, "byline"))
    return Draft(
        paragraphs=tuple(paragraphs),
        title=head.title,
        kicker=kicker,
        site_name=head.site_name,
        authors=authors,
        published=head.published,
        modified=head.modified,
        flags=tuple(head.flags),
        provenance=tuple(note for note in head.provenance if note is not None),
    )


def _take_prefix(text: str, head: _Head, hints: Hints, language: str | None) -> tuple[str, bool]:
    """Take a day off the front of the first line, where the rest of that line is the article."""
    line = text.partition("\n")[0][:160]
    label = _LABEL.match(line)
    found = find_written(line, hints=hints, language=language)
    if found is None or found.day is None or not _is_only_label(line[: found.start]):
        return text, False
    after = _AFTER_PREFIX.match(text, found.end)
    if after is None or after.end() >= len(text) or text[after.start()] == "\n":
        return text, False  # a day on a line of its own: one of the head's lines
    labelled = label is not None and label.end() <= found.start + 1
    if not (labelled or after["mark"] or _DIGITS_ONLY.match(ascii_digits(line[found.start : found.end]))):
        return text, False  # "5 March 2024 was a day …"
    _note_day(line[found.start : found.end], head, hints, language, origin="prefix", found=found)
    return text[after.end() :], True


def _is_only_label(text: str) -> bool:
    """Is there nothing before a date but a label and the name of a day?"""
    rest = _LABEL.sub("", ascii_digits(text).strip(), count=1).strip(" ,:-–|(")
    return all(is_weekday(word) for word in _LEFT_OVER.findall(rest)) and len(rest) <= 20


def _note_day(
    written: str,
    head: _Head,
    hints: Hints,
    language: str | None,
    *,
    origin: str,
    found: Written,
    updated: bool = False,
) -> None:
    """Keep a day that the head names: the first as publication, one marked so as update."""
    reading = read_moment(written, hints=hints, language=language, origin=origin)
    name = "modified" if updated else "published"
    chosen = reading.moment is not None and getattr(head, name) is None
    if chosen:
        setattr(head, name, reading.moment)
    head.provenance.append(candidate(name, written, origin, chosen=chosen))
    doubt = reading.doubt or found.doubt
    if doubt and doubt not in head.flags:
        head.flags.append(doubt)


def _take_lines(text: str, head: _Head, hints: Hints, language: str | None) -> str:
    """Take the lines off *text* that say what the article is, and return its body."""
    lines = text.split("\n", 3 * _HEAD_LINES)
    wrapped = is_wrapped_text(text)
    for index in range(min(len(lines), 2 * _HEAD_LINES)):
        line = lines[index]
        if line and not _take_line(line, lines[index + 1 :], head, hints, language, wrapped=wrapped):
            return "\n".join(lines[index:])
    return text if head.title is None and head.published is None else ""


def _take_line(
    line: str, below: list[str], head: _Head, hints: Hints, language: str | None, *, wrapped: bool
) -> bool:
    """Note what *line* says of the article, or return ``False`` where it is story already."""
    if len(line) > 250 or not any(below):
        return False
    if _take_day_line(line, head, hints, language):
        return True
    label = _LABEL.match(line)
    if (
        label is not None
        and label["mark"] in (":", "：")
        and _take_labelled(label, line[label.end() :], head)
    ):
        return True
    if head.byline is None and is_byline(line):
        head.byline = line
        return True
    if head.site_name is None and looks_like_outlet(line) and _is_headline_next(below, head):
        head.site_name = line
        return True
    if head.title is None and is_headline(line) and _ends_line(below[0], wrapped=wrapped):
        head.title = line
        head.provenance.append(candidate("title", line, "line"))
        return True
    return False


def _take_day_line(line: str, head: _Head, hints: Hints, language: str | None) -> bool:
    """Note the day of a line that holds nothing else."""
    found = find_written(line, hints=hints, language=language)
    if found is None or len(line) > 120:
        return False
    rest = ascii_digits(line[: found.start] + " " + line[found.end :])
    rest = _LABEL.sub(" ", rest)
    words = [
        word for word in _LEFT_OVER.findall(rest) if word.casefold() not in _FILLER and not is_weekday(word)
    ]
    second = find_written(line[found.end :], hints=hints, language=language)
    if len(words) > 1 and second is None:
        return False
    updated = _MODIFIED.search(line[: found.start]) is not None
    _note_day(
        line[found.start : found.end], head, hints, language, origin="line", found=found, updated=updated
    )
    if second is not None and _MODIFIED.search(line[found.end :]):
        tail = line[found.end :]
        _note_day(
            tail[second.start : second.end], head, hints, language, origin="line", found=second, updated=True
        )
    return True


def _take_labelled(label: re.Match[str], value: str, head: _Head) -> bool:
    """Note a line such as ``Title: …`` or ``Source: …``."""
    name = label["label"].casefold()
    value = value.strip()
    if not value or len(value) > 220:
        return False
    if name in ("title", "headline") and head.title is None:
        head.title = value
        head.provenance.append(candidate("title", value, "line"))
    elif name in ("author", "byline") and head.byline is None:
        head.byline = value
    elif name in ("source", "publisher", "outlet") and head.site_name is None:
        head.site_name = value
    else:
        return False
    return True


def _is_headline_next(below: list[str], head: _Head) -> bool:
    """Is the outlet's name not itself the headline, because another line is?"""
    following = next((line for line in below if line), "")
    return head.title is not None or is_headline(following)


def _ends_line(following: str, *, wrapped: bool) -> bool:
    """Does a headline end where its line ends, or does the line below go on with the sentence?"""
    return not following or not (wrapped or following[:1].islower())


def _take_headline(
    paragraphs: list[str], head: _Head, *, must_be_label: bool
) -> tuple[str | None, list[str]]:
    """Split the headline off the first paragraph, at a colon; return kicker and paragraphs."""
    found = split_headline(paragraphs[0])
    if found is None or (must_be_label and (len(found.title.split()) > 8 or has_auxiliary(found.title))):
        return None, paragraphs
    head.title = found.title
    head.provenance.append(candidate("title", found.title, "text:colon"))
    return found.kicker, [found.rest, *paragraphs[1:]]
