"""The command line as people and scripts meet it."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

CHECKOUT = Path(__file__).resolve().parents[2]

Newsmill = Callable[..., Any]

LOOKING = ("sql", "export", "report", "status")
COMMANDS = (*LOOKING, "ingest", "sources", "quarantine", "replay", "publish", "deploy", "doctor")
PIPELINE = """\
"$0" -m flows.cli --home "$1" sql --format csv "select range from range(1000000)" | head -1
echo "${PIPESTATUS[0]}"
"""


# ------------------------------------------------------------------------------------ help and usage


def test_help_names_every_command(newsmill_process: Newsmill) -> None:
    went = newsmill_process("--help")

    assert went.returncode == 0
    assert [name for name in COMMANDS if f" {name} " not in went.stdout] == []


def test_help_waits_for_nothing_heavy() -> None:
    heavy = ["prefect", "duckdb", "pyarrow", "pydantic", "lxml", "httpx"]
    program = "import sys, flows.cli; sys.exit(' '.join(m for m in sys.argv[1:] if m in sys.modules))"

    went = subprocess.run(
        [sys.executable, "-c", program, *heavy], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )

    assert went.stderr.strip() == ""


@pytest.mark.parametrize("command", ["ingest", "sql", "export", "publish", "report", "doctor"])
def test_help_of_a_command_shows_how_it_is_called(newsmill: Newsmill, command: str) -> None:
    went = newsmill(command, "--help")

    assert went.returncode == 0
    assert f"newsmill {command}" in went.stdout.split("Examples:")[1]


def test_the_version_is_said(newsmill: Newsmill) -> None:
    went = newsmill("--version")

    assert (went.returncode, went.stdout.split()[0]) == (0, "newsmill")


@pytest.mark.parametrize(
    "arguments",
    [
        ["digest"],
        ["ingest", "--fast"],
        ["sql", "--format", "xml", "select 1"],
        ["export", "quotes"],
        ["export", "articles", "--since", "May"],
    ],
    ids=["unknown command", "unknown option", "unknown format", "unknown table", "no date"],
)
def test_wrong_usage_ends_with_2(newsmill: Newsmill, tmp_path: Path, arguments: list[str]) -> None:
    went = newsmill(*arguments, home=tmp_path)

    assert (went.returncode, went.stdout) == (2, "")
    assert went.stderr


# --------------------------------------------------------------------------------------------- faults


@pytest.mark.parametrize(
    "arguments",
    [["sql", "select 1"], ["export", "articles"], ["report"]],
    ids=["sql", "export", "report"],
)
def test_before_the_first_ingest_a_sentence_says_what_to_do(
    newsmill: Newsmill, tmp_path: Path, arguments: list[str]
) -> None:
    went = newsmill(*arguments, home=tmp_path)

    assert (went.returncode, went.stdout) == (1, "")
    assert "error: there is nothing to read yet: `newsmill ingest`" in went.stderr
    assert "Traceback" not in went.stderr


def test_status_of_an_empty_home_is_no_fault(newsmill: Newsmill, tmp_path: Path) -> None:
    went = newsmill("status", home=tmp_path)

    assert went.returncode == 0
    assert "is empty" in went.stderr


def test_a_mistake_in_the_settings_is_a_sentence_with_its_line(newsmill: Newsmill, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text('[settings]\ntimezone = "Mars/Olympus"\n', encoding="utf-8")

    went = newsmill("ingest", "x", home=tmp_path)

    assert went.returncode == 1
    assert went.stderr.startswith(f"error: {tmp_path / 'sources.toml'}, line 2")
    assert "Traceback" not in went.stderr


def test_debug_shows_where_it_happened(newsmill_process: Newsmill, tmp_path: Path) -> None:
    went = newsmill_process("--debug", "sql", "select 1", environment={"NEWSMILL_HOME": str(tmp_path)})

    assert went.returncode == 1
    assert "Traceback" in went.stderr
    assert "error: there is nothing to read yet" in went.stderr


def test_nothing_to_ingest_is_a_sentence(newsmill: Newsmill, tmp_path: Path) -> None:
    went = newsmill("ingest", home=tmp_path)

    assert went.returncode == 1
    assert "error: nothing to read" in went.stderr


# --------------------------------------------------------------------------------------------- ingest


def test_a_path_that_is_not_there_fails(newsmill_process: Newsmill, tmp_path: Path) -> None:
    went = newsmill_process("ingest", "--json", str(tmp_path / "absent"), home=tmp_path / "home")

    assert went.returncode == 1
    assert json.loads(went.stdout)["rejected_by"] == {"missing_path": 1}


def test_the_ledger_as_json_stands_alone_on_standard_output(
    newsmill_process: Newsmill, tmp_path: Path, clippings: Path
) -> None:
    went = newsmill_process("ingest", "--json", str(clippings), home=tmp_path)

    ledger = json.loads(went.stdout)
    outcomes = ("new", "updated", "unchanged", "duplicate", "rejected", "spooled")
    assert went.returncode == 3
    assert list(ledger) == ["run_id", "status", "read", *outcomes, "rejected_by", "sources", "seconds"]
    assert (ledger["status"], ledger["read"], ledger["new"]) == ("degraded", 4, 3)
    assert ledger["read"] == sum(ledger[outcome] for outcome in outcomes)
    assert sum(counts["read"] for counts in ledger["sources"].values()) == 4
    assert "4 read = 3 new" in went.stderr


def test_the_same_again_changes_nothing_and_good_files_end_with_0(
    newsmill_process: Newsmill, tmp_path: Path, clippings: Path
) -> None:
    first = newsmill_process("ingest", str(clippings / "ferry.txt"), home=tmp_path)
    again = newsmill_process("ingest", "--json", str(clippings / "ferry.txt"), home=tmp_path)

    ledger = json.loads(again.stdout)
    assert (first.returncode, first.stdout, again.returncode) == (0, "", 0)
    assert f"newsmill --home {tmp_path} report" in first.stderr  # people are told where to look next
    assert (ledger["new"], ledger["unchanged"]) == (0, 1)


def test_standard_input_is_a_source(newsmill_process: Newsmill, tmp_path: Path, clippings: Path) -> None:
    text = (clippings / "ferry.txt").read_text(encoding="utf-8")

    went = newsmill_process("ingest", "--json", "-", home=tmp_path, stdin=text)

    assert json.loads(went.stdout)["new"] == 1


# ----------------------------------------------------------------------------------------- questions


def test_sql_answers_in_every_format(newsmill: Newsmill, filled_home: Path, tmp_path: Path) -> None:
    query = "select title, published_date from mart.articles order by title"
    to = str(tmp_path / "out.parquet")

    said = {
        form: newsmill("sql", "--format", form, query, home=filled_home).stdout
        for form in ("json", "jsonl", "csv", "table")
    }
    newsmill("sql", query, "--to", to, home=filled_home)

    rows = json.loads(said["json"])
    assert [row["published_date"] for row in rows] == ["2026-03-15", "2026-03-14", "2026-03-12"]
    assert [json.loads(line) for line in said["jsonl"].splitlines()] == rows
    assert [row["title"] for row in csv.DictReader(io.StringIO(said["csv"]))] == [
        row["title"] for row in rows
    ]
    assert "Old bridge at Ambrel closes for a year" in said["table"]
    assert pq.read_table(to).num_rows == 3


def test_sql_reads_its_query_from_a_file_or_standard_input(
    newsmill: Newsmill, filled_home: Path, tmp_path: Path
) -> None:
    (tmp_path / "q.sql").write_text("select 40 + 2 as n", encoding="utf-8")

    from_file = newsmill("sql", "-f", str(tmp_path / "q.sql"), "--format", "csv", home=filled_home)
    from_input = newsmill("sql", "--format", "csv", home=filled_home, stdin="select 40 + 2 as n")

    assert from_file.stdout == from_input.stdout == "n\n42\n"


def test_a_wrong_query_is_answered_with_its_caret(newsmill: Newsmill, filled_home: Path) -> None:
    went = newsmill("sql", "select title frm mart.articles", home=filled_home)

    assert (went.returncode, went.stdout) == (1, "")
    assert "syntax error" in went.stderr
    assert "^" in went.stderr
    assert "Traceback" not in went.stderr


@pytest.mark.parametrize("statement", ["create table mart.mine (n int)", "delete from core.articles"])
def test_nothing_can_be_changed(newsmill: Newsmill, filled_home: Path, statement: str) -> None:
    went = newsmill("sql", statement, home=filled_home)

    assert went.returncode == 1
    assert "read-only" in went.stderr


def test_a_reader_that_has_seen_enough_is_no_fault(filled_home: Path) -> None:
    went = subprocess.run(
        ["bash", "-c", PIPELINE, sys.executable, str(filled_home)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert went.stdout == "range\n0\n"
    assert went.stderr == ""


def test_an_article_is_exported_with_its_facts(newsmill: Newsmill, filled_home: Path) -> None:
    went = newsmill("export", "articles", "--since", "2026-03-13", "--source", "files", home=filled_home)

    exported = [json.loads(line) for line in went.stdout.splitlines()]
    assert len(exported) == 1
    assert exported[0]["title"] == "Old bridge at Ambrel closes for a year"
    assert exported[0]["authors"] == ["Tom Reyes"]
    assert exported[0]["published"].startswith("2026-03-14T")
    assert exported[0]["language"] == "en"
    assert "closes on Monday" in exported[0]["text"]
    assert {"text": "They deserve a holiday", "speaker": "Rosa Wendt"} in exported[0]["quotes"]


def test_an_export_can_be_a_file(newsmill: Newsmill, filled_home: Path, tmp_path: Path) -> None:
    went = newsmill("export", "articles", "--to", str(tmp_path / "all.csv"), home=filled_home)

    assert went.returncode == 0
    assert "3 articles written" in went.stderr
    with (tmp_path / "all.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 3


# ------------------------------------------------------------------------------------- looking after


def test_status_tells_sizes_runs_and_quarantine(newsmill: Newsmill, filled_home: Path) -> None:
    for_people = newsmill("status", home=filled_home)
    for_programs = json.loads(newsmill("status", "--json", home=filled_home).stdout)

    assert "3 articles in 3 versions" in for_people.stdout
    assert "degraded" in for_people.stdout
    assert (for_programs["articles"], for_programs["quarantine"]) == (3, {"truncated": 1})
    assert for_programs["runs"][0]["new"] == 3


def test_the_quarantine_can_be_listed_and_shown(newsmill: Newsmill, filled_home: Path) -> None:
    listed = newsmill("quarantine", "list", home=filled_home)
    identifier = listed.stdout.split("truncated")[0].split()[-2]
    shown = newsmill("quarantine", "show", identifier, home=filled_home)
    unknown = newsmill("quarantine", "show", "zzzz", home=filled_home)

    assert "broken.jsonl#line=2" in shown.stdout
    assert (shown.returncode, unknown.returncode) == (0, 1)


def test_what_was_mended_leaves_the_quarantine(
    newsmill: Newsmill, newsmill_process: Newsmill, tmp_path: Path, clippings: Path
) -> None:
    file, home = tmp_path / "notes.jsonl", tmp_path / "home"
    text = (clippings / "broken.jsonl").read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    newsmill_process("ingest", str(file), home=home)
    file.write_text(text.rstrip() + 'sk was full."}\n', encoding="utf-8")

    retried = newsmill_process("quarantine", "retry", home=home)

    assert retried.returncode == 0, retried.stderr
    assert "Nothing waits" in newsmill("quarantine", "list", home=home).stderr


def test_a_replay_ends_with_the_ledger_of_what_is_stored(
    newsmill_process: Newsmill, tmp_path: Path, clippings: Path
) -> None:
    home = tmp_path / "home"
    first = newsmill_process("ingest", "--json", str(clippings), home=home)

    again = newsmill_process("replay", "--json", home=home)
    waiting = newsmill_process("replay", "--quarantine", "--json", home=home)
    nobody = newsmill_process("replay", "--source", "nobody", home=home)

    stored = json.loads(first.stdout)
    assert json.loads(again.stdout)["unchanged"] == stored["new"] + stored["updated"]
    assert json.loads(waiting.stdout)["rejected"] == stored["rejected"]
    assert (again.returncode, nobody.returncode) == (0, 1)
    assert "no stored document of nobody" in nobody.stderr


def test_the_report_is_a_page_and_a_text(newsmill: Newsmill, filled_home: Path) -> None:
    went = newsmill("report", home=filled_home)

    page = (filled_home / "reports" / "index.html").read_text(encoding="utf-8")
    assert went.returncode == 0
    assert "Ilse Brandt" in went.stdout
    assert "Ilse Brandt" in page
    assert "<script" not in page


def test_the_doctor_finds_a_sound_home_sound(newsmill: Newsmill, filled_home: Path) -> None:
    went = newsmill("doctor", home=filled_home)

    assert went.returncode == 0, went.stdout
    assert "All is well." in went.stdout


def test_the_doctor_names_what_is_wrong(newsmill: Newsmill, tmp_path: Path) -> None:
    (tmp_path / "warehouse.duckdb").write_text("this is no database", encoding="utf-8")

    went = newsmill("doctor", home=tmp_path, environment={"PREFECT_API_URL": "http://127.0.0.1:9/api"})

    assert went.returncode == 1
    assert "no warehouse that can be opened" in went.stdout
    assert "http://127.0.0.1:9/api does not answer" in went.stdout


# ------------------------------------------------------------------------------------------ terminals


@pytest.mark.parametrize(
    "environment", [{"COLUMNS": "30"}, {"PYTHONIOENCODING": "ascii"}, {"TERM": "dumb", "NO_COLOR": "1"}]
)
@pytest.mark.parametrize("command", ["report", "status"])
def test_any_terminal_will_do(
    newsmill_process: Newsmill, filled_home: Path, command: str, environment: dict[str, str]
) -> None:
    went = newsmill_process(command, home=filled_home, environment=environment)

    assert went.returncode == 0, went.stderr
    assert "\x1b[" not in went.stdout


def test_an_error_on_a_pipe_is_plain(newsmill_process: Newsmill, tmp_path: Path) -> None:
    went = newsmill_process(
        "sql", "select 1", home=tmp_path, environment={"TERM": os.environ.get("TERM", "xterm")}
    )

    assert "\x1b[" not in went.stderr
