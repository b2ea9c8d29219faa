"""``newsmill search``: found articles with their passage, one sentence where a query is wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

from flows.cli_search import CLOSING, OPENING, compose_query, highlight
from tests.cli.conftest import Newsmill


def test_options_become_part_of_the_query() -> None:
    asked = compose_query("ferry", ["gazette", "daily courier"], datetime(2026, 3, 1, tzinfo=UTC))

    assert asked == 'ferry source:"gazette" source:"daily courier" published>=2026-03-01'


def test_marks_become_style_and_what_an_article_says_stays_as_it_is() -> None:
    shown = highlight(f"[red] The {OPENING}ferry{CLOSING} sails to {OPENING}Tarnbrook{CLOSING}")

    assert shown.plain == "[red] The ferry sails to Tarnbrook"
    assert [shown.plain[span.start : span.end] for span in shown.spans] == ["ferry", "Tarnbrook"]


def test_what_was_loaded_is_found_with_its_passage(newsmill: Newsmill, filled_home: Path) -> None:
    went = newsmill("search", "second boat", "--json", home=filled_home)
    nothing = newsmill("search", "submarine", home=filled_home)

    found = json.loads(went.stdout)

    assert went.returncode == nothing.returncode == 0
    assert len(found) == 1
    assert "[second] [boat]" in found[0]["snippet"]
    assert nothing.stdout == ""


def test_a_wrong_query_is_wrong_usage_with_a_sentence(newsmill: Newsmill, filled_home: Path) -> None:
    went = newsmill("search", "titel:ferry", home=filled_home)

    assert went.returncode == 2
    assert "no field titel" in went.stderr
