"""In which order the wordings of an article stood, whatever the order they are met in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.model.wordings import ChangeKind, Outcome, Version, Wording
from tasks.stories.versions import decide

NOW = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)
Log = tuple[Version, ...]


def at(day: int | None) -> datetime | None:
    return None if day is None else datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=day)


def say(text: str, day: int | None = None, *, title: str | None = "t", is_complete: bool = True) -> Wording:
    """Return a wording named by *text*."""
    return Wording(
        version_id=f"{title} {text}", body_hash=text, title_hash=title, at=at(day), is_complete=is_complete
    )


def read(
    wordings: Iterable[Wording], log: Log = (), *, run_id: str = "run", is_stored: bool = False
) -> tuple[list[Outcome], Log]:
    """Return the outcomes of *wordings*, met in that order, and the log they leave."""
    outcomes = []
    for wording in wordings:
        decision = decide(log, wording, is_stored=is_stored, run_id=run_id, now=NOW)
        outcomes.append(decision.outcome)
        log = decision.log
    return outcomes, log


def texts(log: Sequence[Version]) -> list[str]:
    return [version.wording.body_hash for version in log]


def changes(log: Sequence[Version]) -> list[ChangeKind]:
    return [version.change for version in log]


def test_the_same_words_twice_in_a_run_are_a_duplicate_and_in_the_next_run_unchanged() -> None:
    first, log = read([say("a", 1), say("a", 1)], run_id="one")
    second, log = read([say("a", 1), say("a", 1)], log, run_id="two")

    assert first == [Outcome.NEW, Outcome.DUPLICATE]
    assert second == [Outcome.UNCHANGED, Outcome.DUPLICATE]
    assert texts(log) == ["a"]


def test_without_times_the_order_of_arrival_decides() -> None:
    outcomes, log = read([say("a"), say("b"), say("a")])

    assert outcomes == [Outcome.NEW, Outcome.UPDATED, Outcome.UPDATED]
    assert texts(log) == ["a", "b", "a"]
    assert changes(log) == [ChangeKind.CREATED, ChangeKind.EDITED, ChangeKind.REVERTED]


def test_a_later_wording_read_first_stays_the_last() -> None:
    _, log = read([say("b", 2), say("a", 1)])

    assert texts(log) == ["a", "b"]
    assert changes(log) == [ChangeKind.EARLIER_WORDING, ChangeKind.EDITED]


def test_changed_fields_are_told_against_the_version_before() -> None:
    _, log = read([say("a", 1), say("c", 3, title="u"), say("b", 2)])

    assert [version.changed_fields for version in log] == [(), ("body",), ("title", "body")]


def test_a_document_that_is_stored_makes_no_version_whatever_came_since() -> None:
    _, log = read([say("a", 1), say("b", 2), say("a", 3)], run_id="one")
    outcomes, after = read([say("a", 1), say("b", 2), say("a", 3)], log, run_id="two", is_stored=True)

    assert outcomes == [Outcome.UNCHANGED, Outcome.UNCHANGED, Outcome.DUPLICATE]
    assert [version.wording for version in after] == [version.wording for version in log]


def test_a_wording_found_between_two_sightings_of_another_parts_them() -> None:
    _, log = read([say("a", 1), say("a", 9), say("b", 5)])

    assert texts(log) == ["a", "b", "a"]
    assert [version.wording.at for version in log] == [at(1), at(5), at(9)]
    assert changes(log) == [ChangeKind.CREATED, ChangeKind.EARLIER_WORDING, ChangeKind.REVERTED]


def test_an_earlier_sighting_of_the_wording_that_follows_moves_its_beginning() -> None:
    outcomes, log = read([say("a", 1), say("b", 5), say("b", 3)])

    assert outcomes[-1] is Outcome.DUPLICATE
    assert [(version.wording.at, version.until) for version in log] == [(at(1), at(1)), (at(3), at(5))]


def test_an_excerpt_never_stands_after_the_whole_text() -> None:
    outcomes, log = read(
        [say("teaser", 9, is_complete=False), say("whole", 1), say("teaser", 10, is_complete=False)]
    )

    assert outcomes == [Outcome.NEW, Outcome.UPDATED, Outcome.DUPLICATE]
    assert texts(log) == ["teaser", "whole"]
    assert changes(log) == [ChangeKind.CREATED, ChangeKind.COMPLETED]


@pytest.mark.parametrize(
    ("words", "is_beside"), [("page", True), ("item", False)], ids=["others", "the same"]
)
def test_a_counterpart_is_compared_with_what_stands_and_makes_no_version(words: str, is_beside: bool) -> None:
    _, log = read([say("item", 1)])

    decision = decide(
        log, replace(say(words, 2), is_counterpart=True), is_stored=False, run_id="later", now=NOW
    )

    assert (decision.outcome, decision.is_beside) == (Outcome.UNCHANGED, is_beside)
    assert texts(decision.log) == ["item"]


def test_a_counterpart_of_an_excerpt_is_the_whole_text() -> None:
    _, log = read([say("teaser", 1, is_complete=False), replace(say("page", 2), is_counterpart=True)])

    assert texts(log) == ["teaser", "page"]
    assert changes(log) == [ChangeKind.CREATED, ChangeKind.COMPLETED]


def test_a_missing_title_is_no_edit() -> None:
    outcomes, log = read([say("a", 1), say("a", 2, title=None), say("a", 3, title="another")])

    assert outcomes == [Outcome.NEW, Outcome.DUPLICATE, Outcome.UPDATED]
    assert log[-1].changed_fields == ("title",)


TIMED = st.lists(
    st.tuples(st.integers(0, 50), st.sampled_from("abc")),
    min_size=1,
    max_size=12,
    unique_by=lambda seen: seen[0],
)
ANY = st.lists(
    st.builds(
        say,
        st.sampled_from("abc"),
        st.none() | st.integers(0, 6),
        title=st.sampled_from(["t", "u", None]),
        is_complete=st.booleans(),
    ),
    min_size=1,
    max_size=12,
)


@given(TIMED)
def test_what_an_article_says_now_is_what_it_said_last(seen: list[tuple[int, str]]) -> None:
    _, log = read(say(text, day) for day, text in seen)

    assert log[-1].wording.body_hash == max(seen)[1]
    assert log[0].wording.body_hash == min(seen)[1]


@given(ANY)
def test_a_log_is_in_order_and_no_version_repeats_the_one_before(wordings: list[Wording]) -> None:
    outcomes, log = read(wordings)

    for before, after in pairwise(log):
        assert before.wording.version_id != after.wording.version_id
        assert before.wording.is_complete <= after.wording.is_complete
        assert after.changed_fields
        if before.until and after.wording.at and before.wording.is_complete == after.wording.is_complete:
            assert before.until <= after.wording.at
    assert outcomes[0] is Outcome.NEW
    assert Outcome.NEW not in outcomes[1:]


@given(ANY)
def test_reading_the_same_documents_again_changes_no_version(wordings: list[Wording]) -> None:
    _, log = read(wordings, run_id="one")
    outcomes, after = read(wordings, log, run_id="two", is_stored=True)

    assert [version.wording for version in after] == [version.wording for version in log]
    assert [version.change for version in after] == [version.change for version in log]
    assert set(outcomes) <= {Outcome.UNCHANGED, Outcome.DUPLICATE}
