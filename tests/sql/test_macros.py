"""The questions that macros answer: about, quotes_of, trend, similar_to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

Add = Callable[..., None]
Rows = Callable[[str], list[tuple[Any, ...]]]

BODY = "Ilse Okafor opened the harbour. Okafor said: it sails. Tarnbrook cheered."
MONDAY = datetime(2026, 3, 2, 8, tzinfo=UTC)


@pytest.fixture
def harbour(add: Add, add_article: Add, add_fact: Add) -> None:
    """Two articles that name Ilse Okafor, three weeks apart, and one between that does not."""
    add("core.entities", entity_id="io", kind="person", name="Ilse Okafor", first_seen_at=MONDAY)
    for article_id, weeks in (("a1", 0), ("a2", 3)):
        add_article(article_id, wordings=[("Harbour", BODY)], published_at=MONDAY + timedelta(weeks=weeks))
        wording = f"{article_id}-v1"
        for text in ("Ilse Okafor", "Okafor said"):
            add_fact("mentions", wording, text, text=text, name="Ilse Okafor", entity_id="io")
        add_fact("quotes", wording, "it sails", text="it sails", spans=[], speaker_name="Ilse Okafor")
        add_fact("places", wording, "Tarnbrook", text="Tarnbrook", name="Tarnbrook", country="GB")
        add_fact("keywords", wording, "harbour", text="harbour", phrase="harbour")
    add_fact("keywords", "a1-v1", "sails", text="sails", phrase="sails")
    add_article("a3", wordings=[("Rail", "No train runs.")], published_at=MONDAY + timedelta(weeks=1))


@pytest.mark.usefixtures("harbour")
def test_about_finds_articles_by_name_whatever_its_case(rows: Rows) -> None:
    assert rows("select article_id, mention_count, kinds, text from about('ilse okafor')") == [
        ("a2", 2, ["person"], "Ilse Okafor"),
        ("a1", 2, ["person"], "Ilse Okafor"),
    ]
    assert rows("select article_id, kinds from about('Tarnbrook', most := 1)") == [("a2", ["place"])]
    assert rows("from about('Nobody')") == []


@pytest.mark.usefixtures("harbour")
def test_quotes_are_found_by_the_whole_name_and_by_the_surname(rows: Rows) -> None:
    expected = [("a2", "it sails"), ("a1", "it sails")]

    assert rows("select article_id, text from quotes_of('Ilse Okafor')") == expected
    assert rows("select article_id, text from quotes_of('okafor')") == expected
    assert rows("from quotes_of('Ilse')") == []


@pytest.mark.usefixtures("harbour")
def test_a_trend_has_the_weeks_in_which_others_were_published(rows: Rows) -> None:
    assert rows("select starts_on, article_count, mention_count, per_thousand from trend('Ilse Okafor')") == [
        (date(2026, 3, 2), 1, 2, 1000.0),
        (date(2026, 3, 9), 0, 0, 0.0),
        (date(2026, 3, 23), 1, 2, 1000.0),
    ]
    assert rows("select starts_on from trend('Ilse Okafor', grain := 'month')") == [(date(2026, 3, 1),)]


@pytest.mark.usefixtures("harbour")
def test_a_trend_counts_in_the_days_of_the_reader(rows: Rows, add_article: Add, add_fact: Add) -> None:
    late = datetime(
        2026, 3, 29, 22, 30, tzinfo=UTC
    )  # a Sunday; in Berlin Monday, its clocks just put forward
    add_article("a4", wordings=[("Harbour", BODY)], published_at=late)
    add_fact("mentions", "a4-v1", "Ilse Okafor", text="Ilse Okafor", name="Ilse Okafor", entity_id="io")
    rows("update meta.settings set value = 'Europe/Berlin' where name = 'timezone'")

    last = rows("select starts_on, article_count from trend('Ilse Okafor')")[-1]

    assert last == (date(2026, 3, 30), 1)


@pytest.mark.usefixtures("harbour")
def test_similar_articles_share_phrases(rows: Rows) -> None:
    found = rows("select article_id, shared_phrases, is_copy from similar_to('a1')")
    score = rows("select score from similar_to('a1')")[0][0]

    assert found == [("a2", ["harbour"], False)]
    assert 0 < score < 1
    assert rows("select article_id, score from similar_to('a2')") == [("a1", 1.0)]
    assert rows("from similar_to('nobody')") == []
