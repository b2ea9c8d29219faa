from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.sql.conftest import PUBLISHED

Add = Callable[..., None]
Rows = Callable[[str], list[tuple[Any, ...]]]

FIRST = "The port opens. The warden was chosen. Rain fell."
COPY = "The port opens. We were there."


@pytest.fixture
def story(add: Add, add_article: Add, add_fact: Add) -> None:
    """A story of three, the first of an agency's own site, and an article nobody copied."""
    later = PUBLISHED + timedelta(hours=3)
    add_article("a1", wordings=[("Port opens", FIRST)], source="agency", url="https://agency.example/1")
    add_article(
        "a2",
        wordings=[("Port opens", FIRST)],
        source="gull",
        published_at=PUBLISHED + timedelta(hours=1),
        credit_line="(ANI)",
    )
    add_article(
        "a3", wordings=[("We saw it", COPY)], source="herald", published_at=later, author_names=["Nora Feld"]
    )
    add_article("b1", wordings=[("Tides", "The tide was low.")], source="gull", url="https://gull.example/b")
    add_fact("credits", "a2-v1", "ANI", part="credit_line", agency="ANI", as_written="ANI")
    first: dict[str, Any] = {"story_id": "a1", "first_version_id": "a1-v1"}
    for article_id in ("a1", "a2"):
        add("core.story_members", article_id=article_id, version_id=f"{article_id}-v1", **first)
    add(
        "core.story_members",
        article_id="a3",
        version_id="a3-v1",
        **first,
        is_same_title=False,
        copied_share=0.5,
        kept_share=1 / 3,
        added=[{"start": 16, "end": 30}],
        left_out=[{"start": 16, "end": 38}, {"start": 39, "end": 49}],
    )


@pytest.mark.usefixtures("story")
def test_a_story_counts_who_ran_it_and_an_article_alone_is_one_too(rows: Rows) -> None:
    found = rows(
        """
        select
            story_id, title, first_source, article_count, source_count, wire_agencies, credited_count,
            copied_share_avg, changed_title_count, epoch(last_published_at - first_published_at) / 3600
        from mart.stories
        order by story_id
        """
    )

    assert found == [
        ("a1", "Port opens", "agency", 3, 3, ["ANI"], 1, 0.75, 1, 3.0),
        ("b1", "Tides", "gull", 1, 1, [], 0, None, 0, 0.0),
    ]


@pytest.mark.usefixtures("story")
def test_each_article_knows_its_story(rows: Rows) -> None:
    assert rows("select article_id, story_id from mart.articles order by article_id") == [
        ("a1", "a1"),
        ("a2", "a1"),
        ("a3", "a1"),
        ("b1", "b1"),
    ]


@pytest.mark.usefixtures("story")
def test_a_copy_stands_beside_the_first_article(rows: Rows) -> None:
    found = rows(
        """
        select
            source, first_source, hours_after, is_same_title, copied_share, kept_share, added, left_out_count,
            left_out, is_credited
        from mart.syndication
        order by hours_after
        """
    )

    left_out = ["The warden was chosen.", "Rain fell."]
    assert found == [
        ("gull", "agency", 1.0, True, 1.0, 1.0, [], 0, [], True),
        ("herald", "agency", 3.0, False, 0.5, 0.3333, ["We were there."], 2, left_out, False),
    ]


@pytest.mark.usefixtures("story")
def test_wire_copy_without_a_credit_is_told_but_not_the_article_it_was_made_from(rows: Rows) -> None:
    found = rows(
        "select source, authors, wire_agencies, credited_count, first_source from mart.uncredited_wire_copy"
    )

    assert found == [("herald", ["Nora Feld"], ["ANI"], 1, "agency")]


def test_a_story_that_nobody_credits_is_no_wire_copy(add: Add, add_article: Add, rows: Rows) -> None:
    for article_id in ("a1", "a2"):
        add_article(article_id)
        add("core.story_members", article_id=article_id, story_id="a1", version_id=f"{article_id}-v1")

    assert rows("select * from mart.uncredited_wire_copy") == []


@pytest.mark.usefixtures("story")
def test_an_event_counts_accounts_with_their_copies(add: Add, add_fact: Add, rows: Rows) -> None:
    add_fact("mentions", "a1-v1", "warden", text="Nora Feld", name="Nora Feld", entity_id="e1")
    add_fact("mentions", "b1-v1", "tide", text="Kayar", name="Kayar", kind="place", entity_id="e2")
    shared = ["p:nora feld", "t:port"]
    add("core.event_members", article_id="b1", event_id="a1", near_article_id="a1", shared=shared)

    assert rows(
        "select event_id, title, article_count, story_count, source_count, names, places from mart.events"
    ) == [("a1", "Port opens", 4, 2, 3, ["Nora Feld"], ["Kayar"])]
    assert rows("select story_id, near_story_id, near_source, score, shared from mart.event_accounts") == [
        ("b1", "a1", "agency", 2.0, ["nora feld", "port"])
    ]
    assert rows("select distinct event_id from mart.articles") == [("a1",)]
