"""What a search finds, in what order, with which passage; and that the index keeps step with the articles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from tasks.model.records import Article, Batch, Gone
from tasks.stories.edits import compare_wordings
from tasks.stories.versions import decide
from tasks.warehouse import search_index
from tasks.warehouse.checks import run_checks
from tasks.warehouse.load import load_batch
from tasks.warehouse.migrate import migrate
from tasks.warehouse.runs import start_run
from tasks.warehouse.search_index import index_backlog, tidy_index
from tasks.warehouse.spool import write_batch
from tests.growth import grows_evenly
from tests.warehouse.warehouse_samples import NOW, load, make_article, make_batch, moment

Found = Callable[..., list[str]]

FERRY = make_article(
    "ferry", "Harbour warden Nora Feld opened the new pier.\n\nThe ferry sails at noon.", "Pier opens"
)
STRIKE = make_article("strike", "The ferry does not sail. Pilots are on strike.", "Ferry strike")
TOKYO = make_article("tokyo", "東京都は新しい橋を発表した。大阪の港も動く。", "橋の発表", language="ja")
CAFE = make_article("cafe", "Le café de Łódź a fermé, dit Émile Béranger.", "Fermé", language="fr")
HINDI = make_article("hindi", "नाविक की क़िश्ती किनारे पर है।", "क़िश्ती", language="hi")
ARABIC = make_article("arabic", "قالَ الرُّبّان إن السفينة أبحرت.", "السفينة", language="ar")


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": 1}) as connection:
        migrate(connection)
        yield connection
        assert not any(run_checks(connection).values())


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse of a few articles in several scripts, which no test changes."""
    with duckdb.connect(config={"threads": 1}) as connection:
        migrate(connection)
        load(connection, tmp_path_factory.mktemp("spool"), [FERRY, STRIKE, TOKYO, CAFE, HINDI, ARABIC])
        yield connection


@pytest.fixture
def found(connection: duckdb.DuckDBPyConnection) -> Found:
    """Return the titles that a query finds, the best first."""

    def find(query: str) -> list[str]:
        return [title for (title,) in connection.execute("select title from search(?)", [query]).fetchall()]

    return find


def snippet(connection: duckdb.DuckDBPyConnection, query: str) -> str:
    return str(connection.execute("select snippet from search(?)", [query]).fetchall()[0][0])


def replay(
    connection: duckdb.DuckDBPyConnection, folder: Path, stored: Sequence[Article], said: Sequence[Article]
) -> None:
    """Let the documents of the *stored* articles say what is *said* now, as a batch of a replay does."""
    path = folder / "again.parquet"
    kept = tuple(
        replace(one, article=article) for one, article in zip(make_batch(stored).kept, said, strict=True)
    )
    start_run(connection, run_id="again", flow="replay", started_at=NOW)
    write_batch(path, Batch(kept=kept), run_id="again", batch_id="again/1", is_replay=True)
    load_batch(connection, path, decide=decide, compare=compare_wordings, now=NOW)


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("ferry", ["Ferry strike", "Pier opens"]),
        ("FERRY noon", ["Pier opens"]),
        ('"ferry sails"', ["Pier opens"]),
        ('"sails ferry"', []),
        ("ferry -pilots", ["Pier opens"]),
        ("noon OR pilots", ["Pier opens", "Ferry strike"]),
        ("pilot*", ["Ferry strike"]),
        ("pilot", []),
        ("title:ferry", ["Ferry strike"]),
        ("body:pier", ["Pier opens"]),
        ('title:"ferry strike" sail', ["Ferry strike"]),
        ("nora-feld", ["Pier opens"]),
        ("cafe lodz emile", ["Fermé"]),
        ("CAFÉ", ["Fermé"]),
        ("東京都", ["橋の発表"]),
        ("橋", ["橋の発表"]),
        ("都", ["橋の発表"]),
        ("京阪", []),
        ('"発表した" 大阪', ["橋の発表"]),
        ("किश्ती", ["क़िश्ती"]),
        ("कि", []),
        ("قال الربان", ["السفينة"]),
        ("ابحرت", ["السفينة"]),
        ("--- ferry", ["Ferry strike", "Pier opens"]),
    ],
)
def test_words_phrases_and_fields_find_articles_in_every_script(
    loaded: duckdb.DuckDBPyConnection, query: str, titles: list[str]
) -> None:
    found = loaded.execute("select title from search(?)", [query]).fetchall()

    assert sorted(title for (title,) in found) == sorted(titles)


def test_a_word_of_the_title_weighs_more_than_one_of_the_body(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, found: Found
) -> None:
    load(connection, tmp_path, [FERRY, STRIKE, TOKYO])

    assert found("ferry") == ["Ferry strike", "Pier opens"]


def test_source_language_and_day_choose_among_the_articles(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, found: Found
) -> None:
    late = datetime(2026, 4, 1, 23, 30, tzinfo=UTC)
    other = make_article("late", "The ferry is late.", "Late", source="courier", published=moment(late))
    load(connection, tmp_path, [FERRY, other, replace(STRIKE, published=None)], now=late + timedelta(hours=1))
    connection.execute("update meta.settings set value = 'Asia/Karachi' where name = 'timezone'")

    assert found("ferry source:courier") == ["Late"]
    assert sorted(found("ferry source:courier source:gazette")) == ["Ferry strike", "Late", "Pier opens"]
    assert sorted(found("ferry -source:courier")) == ["Ferry strike", "Pier opens"]
    assert found("ferry language:fr") == []
    assert found("ferry published:2026-04-02") == ["Late"]
    assert found("ferry published:2026-03") == ["Pier opens"]
    assert found("ferry published>=2026-04-02") == found("ferry after:2026-04-02") == ["Late"]
    assert found("ferry before:2026-04-02") == found("ferry published<=2026-04-01") == ["Pier opens"]
    assert found("ferry published>2026-04") == []


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("", "is empty"),
        ('"open', "quotation mark is open"),
        ("titel:ferry", "no field titel"),
        ("title:", "nothing is said after title:"),
        ("source>courier ferry", "source is not compared"),
        ("published:soon ferry", "soon is no day"),
        ("published:2026-02-30 ferry", "2026-02-30 is no day"),
        ("-published:2026 ferry", "write before: or after:"),
        ("OR ferry", "OR stands between"),
        ("ferry OR -pier", "OR stands between"),
        ("source:courier", "asks for no word"),
        ("-ferry", "asks for no word"),
        ("...", "asks for no word"),
    ],
)
def test_a_query_that_cannot_be_answered_is_an_error_that_says_why(
    loaded: duckdb.DuckDBPyConnection, query: str, complaint: str
) -> None:
    said = loaded.execute("select search_complaint(?)", [query]).fetchall()[0][0]

    assert complaint in said
    with pytest.raises(duckdb.Error, match=complaint):
        loaded.execute("from search(?)", [query]).fetchall()


def test_the_passage_is_the_one_that_shows_the_words_and_marks_them(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    filler = "The tide rose and fell in the basin of the old yard. " * 30
    load(connection, tmp_path, [make_article("long", f"{filler}Nora Feld's café opened. {filler}", "Long")])
    load(connection, tmp_path, [TOKYO])

    shown = snippet(connection, "feld cafe")

    assert "Nora [Feld]'s [café] opened." in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown.split()) < 70
    assert "[東京]都は" in snippet(connection, "東京")
    assert "[op]" not in snippet(connection, "open*")
    assert "[opened]" in snippet(connection, "open*")


def test_markup_in_an_article_stays_text_and_marks_are_whatever_is_asked_for(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load(connection, tmp_path, [make_article("markup", "<script>ferry</script> [ferry]", "Markup")])

    query = "select snippet from search('ferry', opening := '{', closing := '}')"

    assert connection.execute(query).fetchall() == [("<script>{ferry}</script> [{ferry}]",)]


def test_the_current_wording_alone_is_found(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, found: Found
) -> None:
    load(connection, tmp_path, [make_article("1", "The ferry sails.", "First")], run_id="run-1")
    load(connection, tmp_path, [make_article("1", "The barge sails.", "Second")], run_id="run-2")

    assert found("ferry") == []
    assert found("barge") == ["Second"]
    assert found("sails") == ["Second"]


def test_what_is_withdrawn_is_not_found(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, found: Found
) -> None:
    load(connection, tmp_path, [STRIKE], run_id="run-1")
    gone = Gone(sequence=1, source="gazette", url=str(STRIKE.url), status=410, locator="l#offset=1", at=NOW)
    load(connection, tmp_path, Batch(gone=(gone,)), run_id="run-2")

    assert found("ferry") == []


def test_a_replay_that_reads_otherwise_is_found_by_what_it_reads(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, found: Found
) -> None:
    load(connection, tmp_path, [FERRY, STRIKE])

    replay(connection, tmp_path, [FERRY, STRIKE], [replace(FERRY, body="The lighthouse shines."), STRIKE])

    assert found("lighthouse") == ["Pier opens"]
    assert found("noon") == []
    assert found("pilots") == ["Ferry strike"]


def test_a_replay_under_the_same_rules_writes_nothing(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    load(connection, tmp_path, [FERRY, STRIKE])
    before = connection.execute("from core.search_segments").fetchall()

    replay(connection, tmp_path, [FERRY, STRIKE], [FERRY, STRIKE])

    assert connection.execute("from core.search_segments").fetchall() == before


def test_a_load_that_fails_leaves_neither_articles_nor_index(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr("tasks.warehouse.load.write_ledger", fail)
    with pytest.raises(RuntimeError, match="disk"):
        load(connection, tmp_path, [FERRY])

    assert found("ferry") == []
    assert connection.execute("select count(*) from core.search_postings").fetchall() == [(0,)]


def test_segments_are_put_together_and_what_is_gone_is_left_out(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "_TERMS_AT_ONCE", 2)  # so that terms are written in several ranges
    for number in range(8):
        key = str(number % 7)
        load(
            connection,
            tmp_path,
            [make_article(key, f"Ferry {number}00 sails.", f"Ferry {number}")],
            run_id=f"run-{number}",
        )
    before = sorted(found("ferry sails"))

    assert tidy_index(connection) == 1
    assert tidy_index(connection) == 0

    assert sorted(found("ferry sails")) == before == [f"Ferry {number}" for number in range(1, 8)]
    assert found('"ferry 700"') == ["Ferry 7"]
    assert connection.execute("select count(*) from core.search_segments").fetchall() == [(1,)]
    terms = connection.execute("select term from core.search_postings where term = '000'").fetchall()
    assert terms == []


def test_what_an_earlier_release_stored_is_indexed_by_the_next_run(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path, found: Found
) -> None:
    load(connection, tmp_path, [FERRY, STRIKE])
    for table in ("search_documents", "search_postings", "search_segments"):
        connection.execute(f"delete from core.{table}")
    connection.execute("insert into core.unindexed select article_id from core.articles")
    assert found("ferry") == []

    assert index_backlog(connection) == 2
    assert index_backlog(connection) == 0

    assert found("ferry") == ["Ferry strike", "Pier opens"]


def test_the_work_of_a_load_grows_no_faster_than_its_batch(
    connection: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    counter = iter(range(1_000))

    def index(count: int) -> None:
        number = next(counter)
        articles = [
            make_article(
                f"{number}-{one}", f"Ferry {one} of {number} sails to pier {one % 7}.", f"Ferry {one}"
            )
            for one in range(count)
        ]
        load(connection, tmp_path, articles, run_id=f"run-{number}")

    assert grows_evenly(index, 400)
