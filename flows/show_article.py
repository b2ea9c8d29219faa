"""An article with its facts, as ``newsmill show`` gives it: records read from the published copy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from flows import show_values
from flows.find_article import NoSuchArticle
from flows.reading import fetch_rows

if TYPE_CHECKING:
    import duckdb

_PARTS = ("kicker", "title", "body", "credit_line")  # in the order of the page


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFact:
    """A fact in words. ``number`` counts the facts from 1 in the order of the text.

    ``spans`` are the pieces of *part* that are its evidence; ``is_marked`` says whether they are marked
    in the text: a topic or a keyword is of the whole of it.
    """

    number: int
    kind: str
    text: str
    value: str
    part: str
    spans: tuple[tuple[int, int], ...]
    rule: str
    rule_version: int
    confidence: float
    is_marked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownArticle:
    """One wording of an article, and what is known of it."""

    article_id: str
    source: str
    url: str | None
    canonical_url: str | None
    language: str | None
    title: str | None
    kicker: str | None
    standfirst: str | None
    body: str
    credit_line: str | None
    authors: tuple[str, ...]
    published_at: datetime | None
    published_local: str | None
    published_zone: str | None
    published_precision: str | None
    published_from: str | None
    modified_at: datetime | None
    withdrawn_at: datetime | None
    version: int
    version_count: int
    seen_at: datetime
    facts: tuple[ShownFact, ...]


_ARTICLE = """
select
    a.article_id, a.source, a.url, a.canonical_url, v.language, v.title, v.kicker, v.standfirst, v.body,
    v.credit_line, a.published_at, a.published_local, a.published_zone, a.published_precision,
    a.published_from, a.modified_at, a.withdrawn_at, l.version, a.version_count, l.seen_at, l.version_id
from stage.articles as a
join stage.version_log as l on l.article_id = a.article_id
join stage.article_versions as v on v.version_id = l.version_id
where a.article_id = $article_id and l.version = coalesce($version, a.current_version)
"""
_AUTHORS = "select name from stage.authors where version_id = $version_id order by position"
_FACTS = "select * from stage.{table} where version_id = $version_id order by position"


def read_article(
    connection: duckdb.DuckDBPyConnection, article_id: str, *, version: int | None = None
) -> ShownArticle:
    """Return the wording *version* of an article, or the one that stands, with its facts."""
    found = fetch_rows(connection, _ARTICLE, {"article_id": article_id, "version": version})
    if not found:
        stored = fetch_rows(connection, _ARTICLE, {"article_id": article_id, "version": None})
        raise NoSuchArticle(
            f"{article_id} has no version {version}: its versions are 1 to {stored[0]['version_count']}"
        )
    (row,) = found
    wording = {"version_id": row.pop("version_id")}
    authors = fetch_rows(connection, _AUTHORS, wording)
    facts = [
        _fact(table, fact, row["body"])
        for table in show_values.READERS
        for fact in fetch_rows(connection, _FACTS.format(table=table), wording)
    ]
    return ShownArticle(**row, authors=tuple(one["name"] for one in authors), facts=number_facts(facts))


def number_facts(facts: Sequence[Mapping[str, Any]]) -> tuple[ShownFact, ...]:
    """Return *facts* in the order of the text, numbered: title, body, credit line; the unmarked last."""
    ordered = sorted(facts, key=_place)
    return tuple(ShownFact(number=number, **fact) for number, fact in enumerate(ordered, start=1))


def _place(fact: Mapping[str, Any]) -> tuple[bool, int, int, int]:
    if not fact["is_marked"]:
        return True, 0, 0, 0  # they have an order of their own
    part = _PARTS.index(fact["part"]) if fact["part"] in _PARTS else len(_PARTS)
    return False, part, fact["spans"][0][0], -fact["spans"][-1][1]


def _fact(table: str, row: Mapping[str, Any], body: str) -> dict[str, Any]:
    pieces = row.get("spans") or [{"start": row["start"], "end": row["end"]}]
    shown_by = dict.fromkeys(body[piece["start"] : piece["end"]].lower() for piece in pieces)
    said = show_values.READERS[table]({**row, "shown_by": tuple(shown_by)})
    return {
        "kind": said.kind,
        "text": said.text,
        "value": said.value,
        "part": row["part"],
        "spans": tuple((piece["start"], piece["end"]) for piece in pieces),
        "rule": row["rule"],
        "rule_version": row["rule_version"],
        "confidence": row["confidence"],
        "is_marked": table not in show_values.OF_THE_WHOLE,
    }
