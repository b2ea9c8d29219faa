"""What a fact says, in words: from a row of its stage view to its kind, its text and its value.

A row has ``shown_by`` beside its columns: what stands at its spans, each once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Row = Mapping[str, Any]


class Said(NamedTuple):
    """The kind of a fact, the words it stands on, and what they are taken to mean."""

    kind: str
    text: str
    value: str


def _mention(row: Row) -> Said:
    titles = ", ".join(row["titles"] or ())
    name = row["name"] if row["name"] != row["text"] else ""
    return Said(row["kind"], row["text"], "; ".join(filter(None, (name, titles))))


def _place(row: Row) -> Said:
    country = row["country"] or "country not decided by the text"
    where = f", {row['latitude']:.2f} {row['longitude']:.2f}" if row["latitude"] is not None else ""
    return Said("location", row["text"], f"{row['name']}: {country}{where}")


def _quote(row: Row) -> Said:
    speaker = row["speaker_name"] or row["speaker"]
    as_mentioned = f" (“{row['speaker']}”)" if row["speaker"] and row["speaker"] != speaker else ""
    by = f"said by {speaker}{as_mentioned}" if speaker else "speaker unknown"
    cue = f", with “{row['cue']}”" if row["cue"] else ""
    return Said(f"{row['kind']} quote", row["text"], by + cue)


def _date(row: Row) -> Said:
    days = {str(row["starts_on"] or ""), str(row["ends_on"] or "")} - {"", row["value"]}
    span = f", {row['starts_on'] or '…'} to {row['ends_on'] or '…'}" if days else ""
    anchor = f", counted from {row['anchor_date']}" if row["anchor_date"] else ""
    return Said(row["kind"].lower(), row["text"], f"{row['value']}{span}{anchor}")


def _amount(row: Row) -> Said:
    unit = row["currency"] or row["unit"] or ("%" if row["kind"] == "percent" else "")
    return Said(row["kind"], row["text"], f"{row['amount']:,.12g} {unit}".strip())


def _citation(row: Row) -> Said:
    relation = str(row["relation"]).replace("_", " ")
    return Said("source cited", row["outlet"], "; ".join(filter(None, (relation, row["url"]))))


def _dateline(row: Row) -> Said:
    return Said("dateline", row["place"], str(row["dateline_date"] or ""))


def _post(row: Row) -> Said:
    return Said(
        "post", row["headline"] or "without a headline", str(row["posted_at"] or row["posted_local"] or "")
    )


def _topic(row: Row) -> Said:
    below = f", narrower than {row['broader_id']}" if row["broader_id"] else ""
    words = ", ".join(f"“{word}”" for word in row["shown_by"])
    return Said("topic", row["topic_name"], f"{row['topic_id']}{below}; shown by {words}")


def _keyword(row: Row) -> Said:
    times = "once" if row["mention_count"] == 1 else f"{row['mention_count']} times"
    return Said("keyword", row["text"], f"stands {times}")


READERS: Mapping[str, Callable[[Row], Said]] = {
    "mentions": _mention,
    "places": _place,
    "quotes": _quote,
    "dates": _date,
    "acronyms": lambda row: Said("short form", row["short"], row["long"]),
    "citations": _citation,
    "agreements": lambda row: Said("agreement", row["name"], row["short"] or ""),
    "amounts": _amount,
    "credits": lambda row: Said("agency credit", row["as_written"], row["agency"]),
    "datelines": _dateline,
    "links": lambda row: Said("link", row["anchor"], row["url"]),
    "corrections": lambda row: Said(str(row["kind"]).replace("_", " "), row["text"], ""),
    "posts": _post,
    "topics": _topic,
    "keywords": _keyword,
}
OF_THE_WHOLE = frozenset({"topics", "keywords"})

# What a kind is shown as: the same colours and classes for kinds that answer the same question.
FAMILIES: Mapping[str, str] = {
    "person": "who",
    "organisation": "body",
    "short form": "body",
    "source cited": "body",
    "agency credit": "body",
    "place": "place",
    "location": "place",
    "demonym": "place",
    "dateline": "place",
    "direct quote": "said",
    "mixed quote": "said",
    "indirect quote": "said",
    "date": "when",
    "time": "when",
    "duration": "when",
    "set": "when",
    "money": "amount",
    "percent": "amount",
    "quantity": "amount",
    "topic": "about",
    "keyword": "about",
}


def family_of(kind: str) -> str:
    """Return the family that facts of *kind* are shown as.

    >>> family_of("demonym"), family_of("a kind that came later")
    ('place', 'thing')
    """
    return FAMILIES.get(kind, "thing")
