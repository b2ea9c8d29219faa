from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.model.records import Hints, Limits, RawDocument, Rejection, Source
from tasks.sources.read import read_source

Outcome = RawDocument | Rejection
HEADER = "title,text,date\n"


def _read(path: Path, content: bytes | str, **options: object) -> list[Outcome]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_source(Source(target=str(path), **options)))  # type: ignore[arg-type]  # told by name


def _told(outcomes: list[Outcome]) -> list[str]:
    """Return the title of each row, or where and why it was rejected."""
    return [
        f"{outcome.locator.partition('#')[2]} {outcome.reason}"
        if isinstance(outcome, Rejection)
        else json.loads(outcome.content)["title"]
        for outcome in outcomes
    ]


def test_a_row_with_another_number_of_cells_is_rejected_alone(tmp_path: Path) -> None:
    outcomes = _read(tmp_path / "a.csv", f"{HEADER}A,x,1\nB,x\nC,x,1,more\nD,x,1,\nE,x,1\n")

    assert _told(outcomes) == ["A", "line=3 malformed_record", "line=4 malformed_record", "D", "E"]


def test_a_cell_of_several_lines_with_quotes_in_it_is_one_cell(tmp_path: Path) -> None:
    content = 'title,text,date\nA,"First, with ""quotes"".\n\nSecond.",1\nB,x,1\n'

    first, second = _read(tmp_path / "a.csv", content)

    assert isinstance(first, RawDocument)
    assert json.loads(first.content)["body"] == 'First, with "quotes".\n\nSecond.'
    assert second.locator.endswith("#line=5")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"], ids=["unix", "windows", "old mac"])
def test_the_delimiter_and_the_line_end_are_found(tmp_path: Path, delimiter: str, line_end: str) -> None:
    content = line_end.join(delimiter.join(row) for row in (["title", "text", "url"], ["A", "x,", "y u"]))

    assert _told(_read(tmp_path / "a.csv", content)) == (
        ["A"] if delimiter != "," else ["line=2 malformed_record"]
    )


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a"])
def test_a_table_is_a_table_whatever_its_name(tmp_path: Path, name: str) -> None:
    assert _told(_read(tmp_path / name, f"{HEADER}A,x,1\n")) == ["A"]


def test_the_note_that_excel_leaves_before_the_header_is_no_row(tmp_path: Path) -> None:
    assert _told(_read(tmp_path / "a.csv", "sep=;\ntitle;text\nA;x\n")) == ["A"]


def test_a_stray_quote_costs_its_own_row_and_no_other(tmp_path: Path) -> None:
    rows = 'A,x,1\nB,"stray,1\nC,"fine, quoted",1\nD,x,1\n'

    assert _told(_read(tmp_path / "a.csv", HEADER + rows)) == ["A", "line=3 malformed_record", "C", "D"]


def test_a_quote_that_is_never_closed_costs_its_own_row_and_no_other(tmp_path: Path) -> None:
    rows = 'A,x,1\n"B,x,1\nC,x,1\nD,x,1\n'

    told = _told(_read(tmp_path / "a.csv", HEADER + rows))

    assert told == ["A", "line=3 malformed_record", "C", "D"]


def test_sloppy_quotes_inside_a_cell_are_read_as_they_are_meant(tmp_path: Path) -> None:
    (outcome,) = _read(tmp_path / "a.csv", f'{HEADER}A,"He said "hello" to us",1\n')

    assert _told([outcome]) == ["A"]


def test_backslashes_escape_where_the_file_uses_them(tmp_path: Path) -> None:
    content = 'title,text\nA,"He said \\"hello\\", twice"\nB,"And \\"bye\\""\n'

    first, _ = _read(tmp_path / "a.csv", content)

    assert isinstance(first, RawDocument)
    assert json.loads(first.content)["body"] == 'He said "hello", twice'


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_in_any_charset(tmp_path: Path, codec: str) -> None:
    content = "title;text\nFähre;Größere Schiffe für Österreich – „bald“\n".encode(codec)

    assert _told(_read(tmp_path / "a.csv", content)) == ["Fähre"]


def test_days_and_months_are_told_apart_by_the_whole_column(tmp_path: Path) -> None:
    dmy = _read(
        tmp_path / "a.csv", HEADER + "".join(f"A,x,{date}\n" for date in ("05/04/2018", "19/04/2018"))
    )
    mdy = _read(
        tmp_path / "b.csv", HEADER + "".join(f"A,x,{date}\n" for date in ("04/05/2018", "04/19/2018"))
    )
    open_ = _read(
        tmp_path / "c.csv", HEADER + "".join(f"A,x,{date}\n" for date in ("05/04/2018", "06/05/2018"))
    )

    orders = [
        [o.hints.date_order for o in outcomes if isinstance(o, RawDocument)] for outcomes in (dmy, mdy, open_)
    ]
    assert orders == [["DMY", "DMY"], ["MDY", "MDY"], [None, None]]


def test_what_the_operator_said_of_dates_stands(tmp_path: Path) -> None:
    hints = Hints(date_order="MDY", country="US")

    (outcome,) = _read(tmp_path / "a.csv", f"{HEADER}A,x,19/04/2018\n", hints=hints)

    assert isinstance(outcome, RawDocument)
    assert outcome.hints == hints


def test_columns_the_operator_named_are_read(tmp_path: Path) -> None:
    fields = (("Schlagzeile", "title"), ("Inhalt", "body"))

    assert _told(_read(tmp_path / "a.csv", "schlagzeile,inhalt\nA,x\n", fields=fields)) == ["A"]


def test_a_table_without_a_known_column_is_told_once(tmp_path: Path) -> None:
    (rejection,) = _read(tmp_path / "a.csv", "shoe,size\nleft,43\nright,43\n")

    assert isinstance(rejection, Rejection)
    assert rejection.reason == "unknown_format"
    assert "shoe,size" in rejection.detail


def test_a_header_alone_is_an_empty_table(tmp_path: Path) -> None:
    assert _told(_read(tmp_path / "a.csv", HEADER)) == [" empty"]


def test_a_row_larger_than_a_record_may_be_is_skipped_alone(tmp_path: Path) -> None:
    content = f"{HEADER}A,x,1\nB,{'x' * 5000},1\nC,x,1\n"

    outcomes = _read(tmp_path / "a.csv", content, limits=Limits(record_bytes=1000))

    assert _told(outcomes) == ["A", "line=3 oversized", "C"]


def test_a_cut_gzip_gives_the_rows_before_the_cut_and_one_rejection(tmp_path: Path) -> None:
    rows = "".join(f"Ferry {number},{number * 7919},2024-05-02\n" for number in range(2000))

    outcomes = _read(tmp_path / "a.csv.gz", gzip.compress((HEADER + rows).encode())[:-40])

    rejected = [outcome.reason for outcome in outcomes if isinstance(outcome, Rejection)]
    assert rejected == ["truncated"]
    assert len(outcomes) > 1500


_CELL = st.text(alphabet='ab ,"\n;é\\', max_size=8)


@given(st.lists(st.tuples(_CELL, _CELL, _CELL), max_size=8))
def test_what_a_csv_writer_wrote_is_read_row_by_row(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    path = tmp_path_factory.mktemp("table") / "a.csv"
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    writer.writerow(["title", "text", "url"])
    writer.writerows((f"T{number}{title}", *others) for number, (title, *others) in enumerate(rows))

    outcomes = _read(path, buffer.getvalue())

    if any("\\" in cell for row in rows for cell in row):
        return  # whether a backslash escapes is a guess
    kept = [json.loads(outcome.content)["title"] for outcome in outcomes if isinstance(outcome, RawDocument)]
    assert kept == [f"T{number}{row[0]}" for number, row in enumerate(rows)]


@given(st.lists(st.text(alphabet='ab,"', max_size=10), max_size=10))
def test_every_line_of_a_one_line_a_row_table_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    path = tmp_path_factory.mktemp("table") / "a.csv"
    quiet = [line.replace('"', "") for line in lines]

    outcomes = _read(path, HEADER + "A,x,1\n" + "\n".join(quiet))

    assert len(outcomes) == 1 + sum(bool(line) for line in quiet)
