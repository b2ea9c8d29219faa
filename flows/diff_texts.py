"""Two wordings of an article side by side, as pieces that a terminal or a page can show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

import typer

from flows.reading import fetch_rows
from tasks.model.edits import Edit, Named, Passage, Side, Told
from tasks.model.records import Part, Span
from tasks.stories.diff import find_runs
from tasks.stories.edits import compare_wordings
from tasks.stories.words import split_sentences, split_words

if TYPE_CHECKING:
    import duckdb

_VERSIONS = """
select
    l.version, l.seen_at, l.wording_at, l.is_complete, v.version_id, v.title, v.body, v.language,
    a.source, a.url, a.published_at,
    epoch(coalesce(l.wording_at, l.seen_at)) - epoch(a.published_at) as after_published_s
from stage.version_log as l
join stage.article_versions as v using (version_id)
join stage.articles as a on a.article_id = l.article_id
where l.article_id = $article_id and l.version in ($first, $last)
order by l.version
"""
_UNITS = ((86_400, "days"), (3600, "hours"), (60, "minutes"))
_COUNT = "select max(version) as versions from stage.version_log where article_id = $article_id"
_NAMES = """
select part, "start", "end", text from stage.mentions where version_id = $version_id order by position
"""


class Mark(Enum):
    """What a piece is."""

    SAME = "same"
    GONE = "gone"
    COME = "come"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of one or both wordings."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A version, as it is shown at one side of a comparison."""

    version: int
    at: datetime
    after_published_s: float | None
    told: Told
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two versions of an article and what changed between them. ``versions`` is how many there are."""

    article_id: str
    source: str
    url: str | None
    versions: int
    before: Shown
    after: Shown
    edit: Edit


def count_versions(connection: duckdb.DuckDBPyConnection, article_id: str) -> int:
    """Return how many versions an article has."""
    return int(fetch_rows(connection, _COUNT, {"article_id": article_id})[0]["versions"])


def read_comparison(
    connection: duckdb.DuckDBPyConnection, article_id: str, first: int, last: int
) -> Comparison:
    """Return the versions *first* and *last* of an article beside each other."""
    count = count_versions(connection, article_id)
    for version in (first, last):
        if not 1 <= version <= count:
            raise typer.BadParameter(f"there is no version {version}; the article has {count}")
    rows = {
        row["version"]: row
        for row in fetch_rows(connection, _VERSIONS, {"article_id": article_id, "first": first, "last": last})
    }
    before, after = (_shown(connection, rows[version]) for version in (first, last))
    return Comparison(
        article_id=article_id,
        source=rows[last]["source"],
        url=rows[last]["url"],
        versions=count,
        before=before,
        after=after,
        edit=compare_wordings(before.told, after.told),
    )


def cut_sides(before: str, after: str) -> tuple[Piece, ...]:
    """Return two passages as one: what is the same as *after* has it, and beside it what is gone and come.

    >>> [(piece.mark.value, piece.text) for piece in cut_sides("It cost 4 crowns.", "It cost 6 crowns.")]
    [('same', 'It cost '), ('gone', '4'), ('come', '6'), ('same', ' crowns.')]
    """
    words, other_words = split_words(before), split_words(after)
    runs = find_runs([word.norm for word in words], [word.norm for word in other_words])
    pieces: list[Piece] = []
    at = 0
    for (start, end), (other_start, other_end) in runs:
        come = other_words[other_start:other_end]
        edge = come[0].start if come else _gap(other_words, other_start, at)
        pieces.append(Piece(Mark.SAME, after[at:edge]))
        at = edge
        if start < end:
            pieces.append(Piece(Mark.GONE, before[words[start].start : words[end - 1].end]))
        if come:
            at = come[-1].end
            pieces.append(Piece(Mark.COME, after[edge:at]))
        elif edge < len(after) and other_start < len(other_words):
            pieces.append(Piece(Mark.SAME, " "))
    pieces.append(Piece(Mark.SAME, after[at:]))
    return tuple(piece for piece in pieces if piece.text)


def cut_body(comparison: Comparison) -> tuple[Piece, ...]:
    """Return the whole body as it is now, with what is gone where it stood."""
    body = comparison.after.told.body
    placed = sorted(_place_passages(comparison), key=lambda item: item[0])
    pieces: list[Piece] = []
    at = 0
    for (start, end, _), passage in placed:
        pieces.append(Piece(Mark.SAME, body[at:start]))
        pieces += cut_passage(passage)
        if passage.after is None and pieces[-1].text:
            pieces.append(Piece(Mark.SAME, " "))
        at = max(at, end)
    pieces.append(Piece(Mark.SAME, body[at:]))
    return tuple(piece for piece in pieces if piece.text)


def cut_passage(passage: Passage) -> tuple[Piece, ...]:
    """Return one changed passage as pieces."""
    match passage.before, passage.after:
        case Side() as before, Side() as after:
            return cut_sides(before.text, after.text)
        case None, Side() as after:
            return (Piece(Mark.COME, after.text),)
        case Side() as before, None:
            return (Piece(Mark.GONE, before.text),)
    return ()


def _place_passages(comparison: Comparison) -> Iterator[tuple[tuple[int, int, int], Passage]]:
    """Yield the changed passages of the body with where in the body after they are to be shown."""
    removed = []
    for passage in comparison.edit.passages:
        if passage.part is Part.BODY and passage.after is not None:
            yield (*passage.after.span, 0), passage
        elif passage.part is Part.BODY and passage.before is not None:
            removed.append(passage)
    if removed:
        places = _following(comparison, [one.before.span for one in removed if one.before is not None])
        for order, (place, passage) in enumerate(zip(places, removed, strict=True)):
            yield (place, place, order - len(removed)), passage


def _following(comparison: Comparison, spans: Sequence[Span]) -> list[int]:
    """Return where in the body after the sentence stands that followed each of *spans* in the body before."""
    body = comparison.after.told.body
    stands = {sentence.norms: sentence.span.start for sentence in reversed(split_sentences(body))}
    for passage in comparison.edit.passages:
        if passage.part is Part.BODY and passage.before is not None and passage.after is not None:
            stands[_norms(passage.before.text)] = passage.after.span.start
    places, follows = {}, len(body)
    for sentence in reversed(split_sentences(comparison.before.told.body)):
        places[sentence.span.start] = follows
        follows = stands.get(sentence.norms, follows)
    return [places.get(span.start, len(body)) for span in spans]


def _norms(text: str) -> tuple[str, ...]:
    return tuple(word.norm for word in split_words(text))


def _gap(words: Sequence[Any], index: int, at: int) -> int:
    """Return where something stood before the word *index*; at the end, after the last word."""
    if index < len(words):
        return max(at, int(words[index].start))
    return max(at, int(words[-1].end)) if words else at


def _shown(connection: duckdb.DuckDBPyConnection, row: dict[str, Any]) -> Shown:
    names = fetch_rows(connection, _NAMES, {"version_id": row["version_id"]})
    return Shown(
        version=row["version"],
        at=row["wording_at"] or row["seen_at"],
        after_published_s=row["after_published_s"],
        language=row["language"],
        told=Told(
            title=row["title"],
            body=row["body"],
            is_complete=row["is_complete"],
            names=tuple(
                Named(part=Part(name["part"]), span=Span(name["start"], name["end"]), text=name["text"])
                for name in names
            ),
        ),
    )


def changed_pairs(edit: Edit, kind: str) -> list[tuple[str, str]]:
    """Return the ``numbers`` or ``names`` of altered passages as they were and as they are.

    >>> changed_pairs(Edit(), "numbers")
    []
    """
    found = []
    for passage in edit.passages:
        if passage.before is not None and passage.after is not None:
            gone, come = getattr(passage.before, kind), getattr(passage.after, kind)
            if gone or come:
                found.append((", ".join(gone), ", ".join(come)))
    return found


def describe_after(seconds: float | None) -> str:
    """Return how long after publication something was.

    >>> [describe_after(seconds) for seconds in (None, 0, 5400, 200_000)]
    ['', 'at publication', '1.5 hours after publication', '2.3 days after publication']
    """
    if seconds is None or seconds < 0:
        return ""
    if seconds == 0:
        return "at publication"
    size, unit = next(((size, unit) for size, unit in _UNITS if seconds >= size * 1.5), (1, "seconds"))
    return f"{round(seconds / size, 1):g} {unit} after publication"
