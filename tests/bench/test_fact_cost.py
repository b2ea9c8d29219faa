"""The bench of the facts' cost times every room, and leaves them as they were."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tasks.facts import annotate
from tests.bench.fact_cost import Text, read_texts, shares, timers

TEXT = Text(
    "en",
    "Quay",
    "Nora Feld, the harbour warden, said on Monday that Oslo pays $2 million.",
    date(2026, 3, 12),
)


def test_the_shares_of_all_rooms_are_the_whole() -> None:
    found = shares([TEXT] * 5, rounds=2)

    assert {"find_mentions", "find_dates", "find_topics", "find_keywords"} <= set(found)
    assert sum(found.values()) == pytest.approx(1)


def test_the_rooms_are_as_they_were_afterwards() -> None:
    before = dict(vars(annotate))

    with timers():
        assert vars(annotate)["find_dates"] is not before["find_dates"]

    assert dict(vars(annotate)) == before


def test_short_stories_of_one_language_are_joined_to_articles(tmp_path: Path) -> None:
    row = {"language": "en", "title": "Quay", "text": "word " * 150, "published": "2026-03-12T09:00:00Z"}
    others = [row, {**row, "language": "fr"}, row, row, row]
    (tmp_path / "truth.jsonl").write_text("\n".join(map(json.dumps, others)), encoding="utf-8")

    (text,) = read_texts(tmp_path / "truth.jsonl", 10)["en"]

    assert len(text.body.split()) == 450
