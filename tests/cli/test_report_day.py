"""The day of the report: the reader's own, with what rises, was copied, changed or fell silent on it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.charts import standalone
from flows.report_day import read_day
from flows.report_files import Sheet, as_csv
from flows.report_today import render_today
from tasks.model.records import EntityType, Facts, Mention, Precision, Span
from tasks.warehouse.migrate import migrate
from tests.cli.test_report import day_with
from tests.warehouse.warehouse_samples import load, make_article, moment

TODAY = date(2026, 3, 30)
NOON = datetime(2026, 3, 30, 12, tzinfo=UTC)


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        migrate(connection)
        yield connection


def about(name: str | None, age: float, key: str, **fields: Any) -> Any:
    """Return an article that is *age* days old and names *name*."""
    body = f"{name or 'Nobody'} spoke of the harbour, note {key}."
    rule: dict[str, Any] = {"rule": "test", "rule_version": 1, "confidence": 0.9}
    named = tuple(
        Mention(span=Span(0, len(one)), text=one, kind=EntityType.PERSON, name=one, **rule)
        for one in ([name] if name else [])
    )
    return make_article(
        key,
        body,
        title=f"Note {key}",
        published=moment(NOON - timedelta(days=age)),
        facts=Facts(mentions=named),
        **fields,
    )


def test_a_name_rises_when_its_week_holds_more_than_its_past_lets_expect(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    steady = [about("Ilse Brandt", age, f"steady-{age}") for age in range(30)]
    risen = [about("Nora Feld", age, f"risen-{age}") for age in (0, 1, 1.2, 2, 3, 4, 5, 20)]
    load(warehouse, tmp_path, [*steady, *risen])

    day = read_day(warehouse, now=NOON)

    assert day is not None
    assert [(one.name, one.recent_count, one.past_count) for one in day.rising] == [("Nora Feld", 7, 1)]
    assert day.rising[0].by_day[-3:] == (1, 2, 1)
    assert (day.on, day.article_count) == (TODAY, 2)


def test_nothing_rises_in_a_warehouse_that_has_no_past(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load(warehouse, tmp_path, [about("Nora Feld", age, f"{age}") for age in range(6)])

    day = read_day(warehouse, now=NOON)

    assert day is not None
    assert (day.rising, day.has_past, day.usual_count) == ((), False, None)


def test_the_day_is_that_of_the_reader(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    late = moment(datetime(2026, 3, 29, 22, 30, tzinfo=UTC), Precision.MINUTE)  # Monday in Karachi
    load(warehouse, tmp_path, [make_article("late", published=late)])

    on_utc = read_day(warehouse, now=NOON)
    warehouse.execute("update meta.settings set value = 'Asia/Karachi' where name = 'timezone'")
    in_karachi = read_day(warehouse, now=NOON)

    assert on_utc is not None
    assert in_karachi is not None
    assert (on_utc.on, in_karachi.on) == (date(2026, 3, 29), date(2026, 3, 30))


def test_a_clock_that_is_ahead_makes_no_day(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load(warehouse, tmp_path, [about(None, -400, "ahead"), about(None, 0, "today")])

    day = read_day(warehouse, now=NOON)

    assert day is not None
    assert day.on == TODAY


def test_any_day_can_be_asked_for(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    load(warehouse, tmp_path, [about(None, age, f"{age}") for age in (0, 3, 3.1)])

    asked = read_day(warehouse, now=NOON, day=TODAY - timedelta(days=3))
    empty = read_day(warehouse, now=NOON, day=TODAY - timedelta(days=300))

    assert asked is not None
    assert empty is not None
    assert (asked.article_count, empty.article_count) == (2, 0)


def test_a_source_is_quiet_by_its_own_rhythm(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    daily = [about(None, age, f"daily-{age}", source="daily") for age in range(8, 20)]
    weekly = [about(None, age, f"weekly-{age}", source="weekly") for age in range(8, 50, 7)]
    alive = [about(None, age, f"alive-{age}", source="alive") for age in range(20)]
    load(warehouse, tmp_path, [*daily, *weekly, *alive])

    day = read_day(warehouse, now=NOON)

    assert day is not None
    assert [(one.source, one.silent_days, one.longest_pause) for one in day.quiet] == [("daily", 8, 1)]


def test_a_silent_edit_shows_what_stood_there(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    before = make_article("1", "The quay cost 4 million crowns, the council said.", published=moment(NOON))
    after = make_article("1", "The quay cost 6 million crowns, the council said.", published=moment(NOON))
    load(warehouse, tmp_path, [before], run_id="run-1", now=NOON)
    load(warehouse, tmp_path, [after], run_id="run-2", now=NOON + timedelta(hours=1))

    day = read_day(warehouse, now=NOON)

    assert day is not None
    (edit,) = day.silent
    assert "4 million" in edit.passages[0][0]
    assert "6 million" in edit.passages[0][1]
    assert day.edit_count == 1


def test_a_story_is_told_with_the_hours_after_which_others_ran_it(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    first = make_article("a", source="gazette", published=moment(NOON - timedelta(hours=5)))
    copy = make_article("b", source="courier", published=moment(NOON - timedelta(hours=2)))
    load(warehouse, tmp_path, [first, copy])
    warehouse.execute(
        """
        insert into core.story_members by name
        select article_id, ? as story_id, current_version_id as version_id,
            (select current_version_id from core.articles where article_id = ?) as first_version_id,
            true as is_same_title, 0.9 as copied_share, 0.8 as kept_share, [] as added, [] as left_out
        from core.articles
        """,
        [first.article_id, first.article_id],
    )

    day = read_day(warehouse, now=NOON)

    assert day is not None
    (story,) = day.copied
    assert (story.first_source, story.article_count, story.copies) == ("gazette", 2, (("courier", 3.0),))
    assert story.is_recent


def test_a_usual_day_of_few_articles_is_no_percentage() -> None:
    assert "more" not in render_today(day_with("x"))  # 3 where 12.5 are usual
    assert "76% fewer" in render_today(day_with("x"))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@sum", "\tx", "\rx"])
def test_no_cell_of_a_figure_is_a_formula(cell: str) -> None:
    written = as_csv(Sheet(name="people", columns=("name", "count"), rows=[(cell, -3)]))

    ((_, _), (name, count)) = csv.reader(io.StringIO(written, newline=""))

    assert (name, count) == (f"'{cell}", "-3")


def test_a_picture_of_its_own_holds_no_markup_of_others() -> None:
    picture = standalone("<b>", [("<script>", (1, 2))], now=1, axis=("a", "&"))

    assert "<script" not in picture
    assert 'xmlns="http://www.w3.org/2000/svg"' in picture
