from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.dictionary import read_header
from tasks.warehouse.migrate import migrate

SQL = Path(__file__).resolve().parents[2] / "sql"
VIEWS = sorted((SQL / "views").glob("*/*.sql"))
MACROS = sorted((SQL / "macros").glob("*.sql"))
CHECKS = sorted((SQL / "checks").glob("*.sql"))
LOWER = {"stage": {"raw", "core", "meta"}, "mart": {"stage"}, "checks": {"raw", "core", "meta"}}
# Of the warehouse itself: no reader asks for them.
BOOKKEEPING = {
    "meta.migrations",
    "meta.views",
    "core.fingerprints",
    "core.search_documents",
    "core.search_postings",
    "core.search_segments",
    "core.unindexed",
    "core.clues",
    "core.unlinked",
    "core.uncompared",
}

FACTS = (
    "acronyms",
    "agreements",
    "amounts",
    "citations",
    "credits",
    "dates",
    "entities",
    "keywords",
    "links",
    "mentions",
    "places",
    "quotes",
    "title_mentions",
    "topics",
)
PROMISED = {
    "articles": """
        article_id, source, url, canonical_url, title, kicker, authors, published_at, published_precision,
        modified_at, first_seen_at, last_seen_at, language, section, body, word_count, wire_agencies,
        dateline_place, page_kind, access, is_complete, is_withdrawn, version_count, story_id
    """,
    "article_versions": "article_id, version, seen_at, title, body, change_kind, changed_fields",
    "run_ledger": """
        run_id, status, read, new, updated, unchanged, duplicate, rejected, spooled, rejected_by, sources,
        seconds, started_at, ended_at, state
    """,
    "quarantine": "source, locator, stage, reason, detail, first_seen_at, last_seen_at, attempts",
    "withdrawn": "article_id, source, url, title, published_at, withdrawn_at, confirmed_at, returned_at",
    "source_health": """
        source, status, last_success_at, last_error, failure_count, next_due_at, requests_24h, new_24h,
        published_to_warehouse_p50_s
    """,
}

COMMENT = re.compile(r"^(?:--|comment on)[^\n]*$", re.MULTILINE)
READ = re.compile(r"\b(?:from|join)\s+((?:raw|core|meta|stage|mart)\.\w+)")

Rows = Callable[[str], list[tuple[Any, ...]]]


def name_of(path: Path) -> str:
    return f"{path.parent.name}.{path.stem}"


def relations_read(path: Path) -> set[str]:
    statements = COMMENT.sub("", path.read_text(encoding="utf-8"))
    return set(READ.findall(statements))


@pytest.mark.parametrize("path", VIEWS, ids=name_of)
def test_each_file_defines_the_view_it_is_named_after(path: Path) -> None:
    created = re.findall(r"^create or replace view (\S+) as$", path.read_text(encoding="utf-8"), re.MULTILINE)

    assert created == [name_of(path)]


@pytest.mark.parametrize("path", MACROS, ids=name_of)
def test_each_file_defines_the_macro_it_is_named_after_and_says_what_it_returns(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    created = re.findall(r"^create or replace macro main\.(\w+)\(", text, re.MULTILINE)
    commented = re.findall(r"^comment on macro (?:table )?main\.(\w+) is '", text, re.MULTILINE)

    assert created == commented == [path.stem]
    assert "\n-- Returns: " in text


@pytest.mark.parametrize("path", [*VIEWS, *CHECKS], ids=name_of)
def test_each_file_opens_with_what_it_is_and_its_grain(path: Path) -> None:
    header = read_header(path.read_text(encoding="utf-8"))

    assert header.what
    assert header.grain
    assert header.answers or path.parent.name != "mart"


@pytest.mark.parametrize("path", [*VIEWS, *CHECKS], ids=name_of)
def test_each_file_says_what_it_reads_and_reads_lower_layers_only(path: Path) -> None:
    read = relations_read(path)

    said = set(re.findall(r"\w+\.\w+", read_header(path.read_text(encoding="utf-8")).reads))

    assert said == read
    assert {name.split(".")[0] for name in read} <= LOWER[path.parent.name]


@pytest.mark.parametrize("path", CHECKS, ids=name_of)
def test_each_check_is_one_question(path: Path) -> None:
    statements = COMMENT.sub("", path.read_text(encoding="utf-8")).strip()

    assert statements.endswith(";")
    assert statements.count(";") == 1
    assert statements.startswith(("select", "with"))


def test_stage_has_a_view_for_each_table(rows: Rows) -> None:
    tables = rows(
        """
        select schema_name || '.' || table_name
        from duckdb_tables()
        where schema_name in ('raw', 'core', 'meta')
        """
    )

    staged = {name for path in VIEWS if path.parent.name == "stage" for name in relations_read(path)}

    assert {name for (name,) in tables} - BOOKKEEPING == staged


def test_every_view_and_every_column_of_mart_says_what_it_is(rows: Rows) -> None:
    silent = rows((SQL / "checks" / "views_are_commented.sql").read_text(encoding="utf-8"))

    assert silent == []


@pytest.mark.parametrize(("view", "promised"), PROMISED.items())
def test_views_begin_with_the_columns_others_rely_on(rows: Rows, view: str, promised: str) -> None:
    names = promised.replace(",", " ").split()

    columns = [row[0] for row in rows(f"describe mart.{view}")]

    assert columns[: len(names)] == names


@pytest.mark.parametrize(
    "view",
    [
        "mentions",
        "entities",
        "quotes",
        "dates",
        "places",
        "acronyms",
        "citations",
        "agreements",
        "amounts",
        "credits",
        "topics",
        "keywords",
    ],
)
def test_each_fact_says_where_it_stands_and_what_found_it(rows: Rows, view: str) -> None:
    columns = {row[0] for row in rows(f"describe mart.{view}")}

    assert {"article_id", "version", "start", "end", "rule"} <= columns


def test_each_mart_view_is_tested_with_rows() -> None:
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_mart_*.py"))

    untested = [
        path.stem
        for path in VIEWS
        if path.parent.name == "mart" and not re.search(rf"\bmart\.{path.stem}\b", tests)
    ]

    assert untested == []


def test_a_copy_of_the_warehouse_keeps_views_and_comments(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        migrate(connection)
        connection.execute(f"attach '{tmp_path / 'copy.duckdb'}' as copied")
        connection.execute("copy from database warehouse to copied")
    with duckdb.connect(str(tmp_path / "copy.duckdb"), read_only=True) as copied:
        views = copied.execute("select view_name from duckdb_views() where schema_name = 'mart'").fetchall()
        for (view,) in views:
            copied.execute(f"select * from mart.{view}").fetchall()
        silent = copied.execute((SQL / "checks" / "views_are_commented.sql").read_text(encoding="utf-8"))

        assert len(views) == sum(path.parent.name == "mart" for path in VIEWS)
        assert silent.fetchall() == []
