"""Edits as readers ask for them: what changed, how soon, and whether anything said so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

Add = Callable[..., None]
Rows = Callable[[str], list[tuple[Any, ...]]]
Edited = Callable[..., None]

PUBLISHED = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)
NONE: dict[str, Any] = {
    f"{side}_{part}": [] for side in ("before", "after") for part in ("words", "numbers", "names")
}
ALTERED = {"kind": "body", "change": "altered", "part": "body", "aspects": ["numbers"]}
TOLL = {
    **ALTERED,
    "before_text": "The toll is 4 crowns.",
    "after_text": "The toll is 6 crowns.",
    "before_numbers": ["4"],
    "after_numbers": ["6"],
}


@pytest.fixture
def add_edit(add: Add, add_article: Add) -> Edited:
    """Insert an article of two wordings, and an edit of the *kinds* with its *passages*."""

    def insert(article_id: str, kinds: list[str], *passages: dict[str, Any], **given: Any) -> None:
        add_article(article_id, wordings=[("Toll", "It is 4."), ("Toll", "It is 6.")], **given)
        pair = {
            "article_id": article_id,
            "before_version_id": f"{article_id}-v1",
            "after_version_id": f"{article_id}-v2",
        }
        add("core.edits", **pair, kinds=kinds, run_id="run-1", compared_at=PUBLISHED)
        for position, passage in enumerate(passages, start=1):
            add("core.edit_passages", **{**pair, "position": position, "aspects": [], **NONE, **passage})

    return insert


def test_an_edit_says_what_changed_and_how_long_after_publication(add_edit: Edited, rows: Rows) -> None:
    added = {"kind": "correction_note", "change": "added", "part": "body", "after_text": "Erratum: it is 6."}
    removed = {"kind": "body", "change": "removed", "part": "body", "before_text": "It is 4."}
    add_edit("a1", ["body", "correction_note"], TOLL, added, removed)

    (found,) = rows("""
        select kinds, sentences_added, sentences_removed, sentences_altered, numbers_before, numbers_after,
            names_before, after_published_s
        from mart.edits
    """)

    assert found == (
        ["body", "correction_note"],
        ["Erratum: it is 6."],
        ["It is 4."],
        [{"before": "The toll is 4 crowns.", "after": "The toll is 6 crowns."}],
        ["4"],
        ["6"],
        [],
        1800.0,
    )


def test_what_was_compared_and_found_the_same_is_no_edit(
    add_edit: Edited, add_article: Add, rows: Rows
) -> None:
    add_edit("a1", [])
    add_article("a2", wordings=[("Toll", "It is 4."), ("Toll", "It is 6.")])  # not compared yet

    assert rows("select article_id, kinds from mart.edits") == [("a2", None)]


def test_an_article_that_was_taken_back_is_an_edit_without_a_version(
    add: Add, add_article: Add, rows: Rows
) -> None:
    add_article("a1")
    add("core.withdrawals", article_id="a1", withdrawn_at=PUBLISHED + timedelta(days=1))

    assert rows("select version, change_kind, kinds, after_published_s from mart.edits") == [
        (None, "withdrawn", ["withdrawn"], 86400.0)
    ]


def test_each_passage_says_what_stood_there_before(add_edit: Edited, rows: Rows) -> None:
    add_edit("a1", ["body"], TOLL)

    assert rows("""
        select article_id, version, position, change, before_text, after_numbers, after_published_s
        from mart.edit_passages
    """) == [("a1", 2, 1, "altered", "The toll is 4 crowns.", ["6"], 1800.0)]


def test_a_number_that_changed_without_a_note_is_a_silent_correction(add_edit: Edited, rows: Rows) -> None:
    add_edit("a1", ["body"], TOLL)
    add_edit("a2", ["body", "correction_note"], TOLL)
    add_edit("a3", ["body", "update"], TOLL)

    assert rows("select article_id, reasons, numbers_before, numbers_after from mart.silent_corrections") == [
        ("a1", ["numbers"], ["4"], ["6"])
    ]


@pytest.mark.parametrize(
    ("passage", "reasons"),
    [
        ({**TOLL, "aspects": ["words", "names"]}, [["names", "words"]]),
        ({**TOLL, "aspects": []}, []),
        ({"kind": "body", "change": "added", "part": "body", "after_numbers": ["6"]}, []),
        ({"kind": "body", "change": "removed", "part": "body", "before_names": ["Nora Feld"]}, [["removed"]]),
        ({"kind": "body", "change": "removed", "part": "body"}, []),
        ({**TOLL, "kind": "headline", "part": "title", "aspects": ["negation"]}, [["negation"]]),
    ],
    ids=["other words", "spelling", "added", "removed", "removed small talk", "headline"],
)
def test_what_counts_as_saying_something_else(
    add_edit: Edited, rows: Rows, passage: dict[str, Any], reasons: list[list[str]]
) -> None:
    add_edit("a1", ["body"], passage)

    assert [row[0] for row in rows("select reasons from mart.silent_corrections")] == reasons
