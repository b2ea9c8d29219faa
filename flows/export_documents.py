"""Articles in the forms of the standards: schema.org NewsArticle as JSON-LD, and IPTC ninjs 3.1.

One document a line, each whole by itself. What is unknown is left out; nothing is made up to fill a field.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.cli_results import ROWS_AT_A_TIME, open_sink, plain_value

if TYPE_CHECKING:
    import duckdb

_Row = Mapping[str, Any]
_MEDIA_TOPIC = "http://cv.iptc.org/newscodes/mediatopic/"
_STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
}
_THINGS = {"person": "Person", "organisation": "Organization", "event": "Event", "product": "Product"}


def write_documents(
    connection: duckdb.DuckDBPyConnection,
    query: str,
    parameters: Mapping[str, object],
    shape: Callable[[_Row], dict[str, Any]],
    target: Path | None,
) -> int:
    """Write what *shape* makes of each row of *query*, a line each; return how many there were."""
    rows = connection.sql(query, params=dict(parameters)).to_arrow_reader(ROWS_AT_A_TIME)
    count = 0
    with open_sink(target) as sink:
        text = io.TextIOWrapper(sink, encoding="utf-8", newline="", write_through=True)
        try:
            for batch in rows:
                for row in batch.to_pylist():
                    text.write(json.dumps(shape(plain_value(row)), ensure_ascii=False) + "\n")
                    count += 1
        finally:
            text.detach()
    return count


def as_schema_org(row: _Row) -> dict[str, Any]:
    """Return an exported article as a schema.org NewsArticle."""
    people = [{"@type": "Person", "name": name} for name in row["authors"]]
    agencies = [{"@type": "Organization", "name": name} for name in row["agencies"]]
    mentioned = [
        {"@type": _THINGS.get(one["type"], "Thing"), "name": one["text"]}
        for one in row["entities"]
        if one["type"] != "place"
    ]
    kinds = {one["text"]: _THINGS.get(one["type"], "Thing") for one in row["entities"]}
    quoted = [
        _known(
            {"@type": "Quotation", "text": one["text"], "spokenByCharacter": _speaker(one["speaker"], kinds)}
        )
        for one in row["quotes"]
    ]
    return _known(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "@id": identifier(row),
            "identifier": row["article_id"],
            "url": row["url"],
            "mainEntityOfPage": row["canonical_url"],
            "headline": row["title"],
            "alternativeHeadline": row["kicker"],
            "abstract": row["standfirst"],
            "articleBody": row["text"],
            "wordCount": row["word_count"],
            "inLanguage": row["language"],
            "datePublished": when(row),
            "dateModified": row["modified"],
            "dateline": row["dateline"],
            "articleSection": row["section"],
            "keywords": row["tags"],
            "isAccessibleForFree": {"free": True, "paid": False}.get(row["access"] or ""),
            "author": people,
            "sourceOrganization": agencies,
            "publisher": {"@type": "NewsMediaOrganization", "name": row["site_name"] or row["source"]},
            "about": [_topic(one) for one in row["topics"]],
            "mentions": mentioned,
            "contentLocation": [_place(one) for one in row["places"]],
            "hasPart": quoted,
        }
    )


def as_ninjs(row: _Row) -> dict[str, Any]:
    """Return an exported article as a ninjs 3.1 object."""
    kinds: dict[str, list[dict[str, str]]] = {}
    for one in row["entities"]:
        kinds.setdefault(one["type"], []).append({"name": one["text"], "rel": "mentions"})
    subjects = [
        {"name": one["name"], "uri": _MEDIA_TOPIC + one["id"].removeprefix("medtop:"), "rel": "about"}
        for one in row["topics"]
    ]
    sources = [{"name": row["site_name"] or row["source"], "role": "publisher"}]
    sources += [{"name": name, "role": "agency"} for name in row["agencies"]]
    return _known(
        {
            "standard": _STANDARD,
            "uri": identifier(row),
            "type": "text",
            "representationType": "full" if row["is_complete"] else "partial",
            "pubStatus": "canceled" if row["is_withdrawn"] else "usable",
            "version": str(row["version_count"]),
            "firstCreated": row["first_seen_at"],
            "versionCreated": row["modified"] or instant(row) or row["first_seen_at"],
            "contentCreated": instant(row),
            "language": row["language"],
            "headlines": [
                {"role": role, "value": row[name]}
                for role, name in (("main", "title"), ("kicker", "kicker"))
                if row[name]
            ],
            "descriptions": [{"role": "standfirst", "value": row["standfirst"]}]
            if row["standfirst"]
            else None,
            "bodies": [
                _known(
                    {
                        "role": "main",
                        "contentType": "text/plain",
                        "charCount": len(row["text"]),
                        "wordCount": row["word_count"],
                        "value": row["text"],
                    }
                )
            ],
            "by": ", ".join(row["authors"]),
            "located": row["dateline"],
            "people": kinds.get("person"),
            "organisations": kinds.get("organisation"),
            "places": [_located(one) for one in row["places"]],
            "events": kinds.get("event"),
            "objects": kinds.get("product"),
            "subjects": subjects,
            "infoSources": sources,
            "altIds": [
                {"role": role, "value": row[name]}
                for role, name in (("newsmill", "article_id"), ("url", "url"), ("story", "cluster"))
                if row[name]
            ],
        }
    )


def identifier(row: _Row) -> str:
    """Return the address that names an article, or a name of its own where it has none.

    >>> identifier({"canonical_url": None, "url": None, "article_id": "3f9c"})
    'urn:newsmill:article:3f9c'
    """
    return row["canonical_url"] or row["url"] or f"urn:newsmill:article:{row['article_id']}"


def when(row: _Row) -> str | None:
    """Return when an article was published, no more precisely than is known.

    >>> when({"published": "2026-03-12T00:00:00Z", "published_precision": "day"})
    '2026-03-12'
    """
    if row["published"] is None:
        return None
    length = {"year": 4, "month": 7, "day": 10}.get(row["published_precision"] or "")
    return str(row["published"])[:length]


def instant(row: _Row) -> str | None:
    """Return the time of publication where it is one: ninjs has no way to say "some time that day".

    >>> instant({"published": "2026-03-12T00:00:00Z", "published_precision": "day"}) is None
    True
    """
    return row["published"] if row["published_precision"] in ("second", "minute", "hour") else None


def _speaker(name: str | None, kinds: Mapping[str, str]) -> dict[str, str] | None:
    return {"@type": kinds.get(name, "Thing"), "name": name} if name else None


def _topic(one: Mapping[str, str]) -> dict[str, str]:
    return {
        "@type": "Thing",
        "@id": _MEDIA_TOPIC + one["id"].removeprefix("medtop:"),
        "name": one["name"],
    }


def _place(one: _Row) -> dict[str, Any]:
    geo = {"@type": "GeoCoordinates", "latitude": one["latitude"], "longitude": one["longitude"]}
    country = {"@type": "PostalAddress", "addressCountry": one["country"]} if one["country"] else None
    return _known(
        {
            "@type": "Place",
            "name": one["name"],
            "address": country,
            "geo": geo if one["latitude"] is not None else None,
        }
    )


def _located(one: _Row) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [one["longitude"], one["latitude"]]}
    return _known(
        {
            "name": one["name"],
            "rel": "mentions",
            "literal": one["country"],
            "geoJSON": point if one["latitude"] is not None else None,
        }
    )


def _known(document: dict[str, Any]) -> dict[str, Any]:
    """Return *document* without what is not known: null, empty text, empty lists."""
    return {name: value for name, value in document.items() if value not in (None, "", [])}
