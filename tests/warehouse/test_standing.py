"""What several documents tell of one article."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from tasks.model.records import Precision
from tasks.warehouse.standing import Published, Standing, find_candidates, merge_standing

NOW = datetime(2026, 3, 12, tzinfo=UTC)
BARE = Standing(
    article_id="a",
    source="gazette",
    page_kind="article",
    first_seen_at=NOW,
    first_run_id="run",
    changed_at=NOW,
)


def published(local: str, precision: Precision, zone: str | None = "UTC") -> Published:
    return Published(at=NOW, local=local, zone=zone, precision=precision, origin="field:published")


def test_what_is_lacking_is_filled() -> None:
    told = replace(
        BARE, url="https://gazette.example/1", title="Ferry", author_names=("Ilse Okafor",), language="en"
    )

    assert merge_standing(BARE, told, is_now=False) == told


def test_the_more_precise_time_of_publication_is_taken() -> None:
    day = replace(BARE, published=published("2026-03-06", Precision.DAY))
    minute = replace(BARE, published=published("2026-03-06T08:00", Precision.MINUTE))

    assert merge_standing(day, minute, is_now=False).published == minute.published
    assert merge_standing(minute, day, is_now=True).published == minute.published


def test_of_two_equally_precise_times_the_one_with_a_zone_is_taken_and_else_the_first() -> None:
    vague = replace(BARE, published=published("2026-03-06T08:00", Precision.MINUTE, zone=None))
    zoned = replace(BARE, published=published("2026-03-06T09:00", Precision.MINUTE))
    other = replace(BARE, published=published("2026-03-07T09:00", Precision.MINUTE))

    assert merge_standing(vague, zoned, is_now=False).published == zoned.published
    assert merge_standing(zoned, other, is_now=True).published == zoned.published


def test_a_value_that_lost_is_a_candidate_that_was_not_chosen() -> None:
    stored = replace(BARE, published=published("2026-03-06T08:00", Precision.MINUTE), author_names=("A",))
    told = replace(BARE, published=published("2026-03-07", Precision.DAY), author_names=("A",), title="Ferry")

    merged = merge_standing(stored, told, is_now=False)
    found = list(find_candidates(stored, told, merged, {"title": "field:title"}))

    assert [(one.field, one.value, one.origin, one.is_chosen) for one in found] == [
        ("title", "Ferry", "field:title", True),
        ("published", "2026-03-07", "document", False),
    ]
