"""What is remembered between two runs: whole steps, and nothing of half ones."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tasks.model.errors import ConfigError
from tasks.model.exchanges import Validators
from tasks.model.records import SourceKind
from tasks.polling.records import ArticleState, ArticleStatus
from tasks.polling.state import STATE_FILE, PollState
from tests.polling.site import NOON


def article(key: str, **known: object) -> ArticleState:
    plain = ArticleState(source="courier", key=key, url=f"https://courier.example/{key}", first_seen_at=NOON)
    return replace(plain, next_due_at=NOON, **known)  # type: ignore[arg-type]


def test_what_was_kept_is_there_again(tmp_path: Path) -> None:
    with PollState.open(tmp_path) as state:
        one = state.address("courier", "https://courier.example/feed", SourceKind.FEED)
        one = replace(one, validators=Validators(etag='W/"ä"'), next_due_at=NOON, failures=2)
        state.save_address(one)
        state.save_article(article("a", page_digest="1"))

    with PollState.open(tmp_path) as state:
        assert state.addresses() == [one]
        assert state.articles("courier", ["a", "b"]) == {"a": article("a", page_digest="1")}


def test_a_step_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def half_a_step(state: PollState) -> None:
        with state.step():
            state.save_article(article("a"))
            with state.step():
                state.add_receipt("courier", "x.warc.gz#offset=1", "a")
            raise RuntimeError

    with PollState.open(tmp_path) as state:
        with pytest.raises(RuntimeError):
            half_a_step(state)

        assert state.receipts() == []
        assert state.articles("courier", ["a"]) == {}


def test_new_articles_go_before_a_long_list_of_old_ones_and_before_rechecks(tmp_path: Path) -> None:
    with PollState.open(tmp_path) as state:
        state.save_article(article("recheck", status=ArticleStatus.KNOWN))
        state.save_article(article("old", first_seen_at=NOON - timedelta(days=1)))
        state.save_article(article("new", lastmod="2026-03-12"))
        state.save_article(article("newer", lastmod="2026-03-13"))

        due = state.due_articles("courier", now=NOON, most=10)

    assert [one.key for one in due] == ["newer", "new", "old", "recheck"]


def test_a_file_that_is_no_state_or_of_a_later_release_is_named(tmp_path: Path) -> None:
    (tmp_path / STATE_FILE).write_bytes(b"no database at all" * 100)
    with pytest.raises(ConfigError, match=r"state\.sqlite cannot be used: .* it may be removed"):
        PollState.open(tmp_path)

    (tmp_path / STATE_FILE).unlink()
    with sqlite3.connect(tmp_path / STATE_FILE) as connection:
        connection.execute("pragma user_version = 99")
    connection.close()
    with pytest.raises(ConfigError, match="newer Newsmill"):
        PollState.open(tmp_path)
