from __future__ import annotations

import gzip
import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.model.records import Limits, RawDocument, Rejection, Source
from tasks.sources.read import read_source

Outcome = RawDocument | Rejection
GOOD = '{"title": "Night ferries", "text": "They return in spring."}'


def _read(path: Path, content: bytes | str, *, limits: Limits | None = None) -> list[Outcome]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_source(Source(target=str(path), limits=limits or Limits())))


def _told(outcomes: list[Outcome]) -> list[str]:
    """Return where each came from, and why it was rejected."""
    return [
        f"{outcome.locator.partition('#')[2]} {outcome.reason if isinstance(outcome, Rejection) else 'kept'}"
        for outcome in outcomes
    ]


def _fields(outcome: Outcome) -> dict[str, object]:
    assert isinstance(outcome, RawDocument)
    fields = json.loads(outcome.content)
    assert isinstance(fields, dict)
    return fields


def test_every_line_is_kept_or_rejected_and_blank_lines_do_not_count(tmp_path: Path) -> None:
    content = (
        f'\ufeff{GOOD}\n\n{{"title": "cut", "text": "in the mid\n[]\n{{"title": null, "text": " "}}\n{GOOD}'
    )

    outcomes = _read(tmp_path / "a.jsonl", content)

    assert _told(outcomes) == [
        "line=1 kept",
        "line=3 truncated",
        "line=4 malformed_record",
        "line=5 empty",
        "line=6 kept",
    ]


def test_a_rejected_line_keeps_the_way_back_to_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"

    (_, rejection) = _read(path, f"{GOOD}\nnot json\n")

    assert isinstance(rejection, Rejection)
    assert rejection.locator == f"{path}#line=2"
    assert rejection.sha256 is not None
    assert "no JSON" in rejection.detail


def test_a_line_longer_than_a_record_may_be_is_skipped_alone(tmp_path: Path) -> None:
    content = f'{GOOD}\n{{"text": "{"x" * 5000}"}}\n{GOOD}\n'

    outcomes = _read(tmp_path / "a.jsonl", content, limits=Limits(record_bytes=1000))

    assert _told(outcomes) == ["line=1 kept", "line=2 oversized", "line=3 kept"]


@pytest.mark.parametrize("cut", [5, 40], ids=["in the trailer", "in the last line"])
def test_a_cut_gzip_gives_the_lines_before_the_cut_and_one_rejection(tmp_path: Path, cut: int) -> None:
    lines = "".join(f'{{"title": "Ferry {number}", "text": "{number * 7919}"}}\n' for number in range(500))

    outcomes = _read(tmp_path / "a.jsonl.gz", gzip.compress(lines.encode())[:-cut])

    reasons = Counter(outcome.reason for outcome in outcomes if isinstance(outcome, Rejection))
    assert reasons == {"truncated": 1}
    assert isinstance(outcomes[-1], Rejection)
    assert len(outcomes) > 400


def test_a_cut_between_two_lines_is_told_too(tmp_path: Path) -> None:
    whole = gzip.compress(f"{GOOD}\n{GOOD}\n".encode())

    assert _told(_read(tmp_path / "a.jsonl.gz", whole[:-4])) == ["line=1 kept", "line=2 kept", " truncated"]


def test_a_line_in_another_charset_than_the_file_is_read_by_itself(tmp_path: Path) -> None:
    other = '{"title": "Fähre", "text": "Größere Schiffe für Österreich"}'.encode("cp1252")

    outcomes = _read(
        tmp_path / "a.jsonl", "\n".join(['{"title": "Łódź", "text": "ż"}'] * 9).encode() + b"\n" + other
    )

    assert _fields(outcomes[-1])["title"] == "Fähre"


@pytest.mark.parametrize("codec", ["cp1251", "utf-16-le", "utf-8"])
def test_a_file_in_any_charset_becomes_utf8(tmp_path: Path, codec: str) -> None:
    line = json.dumps(
        {"title": "Паром", "text": "Паромы вернутся весной, сообщил министр."}, ensure_ascii=False
    )

    (outcome,) = _read(tmp_path / "a.jsonl", line.encode(codec))

    assert _fields(outcome)["title"] == "Паром"
    assert isinstance(outcome, RawDocument)
    assert outcome.charset is not None
    assert outcome.charset.used == codec


def test_what_python_writes_and_json_does_not_know_is_read(tmp_path: Path) -> None:
    (outcome,) = _read(tmp_path / "a.jsonl", '{"title": "Ferries", "score": NaN, "text": "half \\ud83d"}')

    assert _fields(outcome) == {"title": "Ferries", "body": "half \ufffd"}


def test_a_line_nested_without_end_is_no_record(tmp_path: Path) -> None:
    assert _told(_read(tmp_path / "a.jsonl", f"{GOOD}\n{'[' * 100_000}\n")) == [
        "line=1 kept",
        "line=2 malformed_record",
    ]


def test_the_order_of_day_and_month_is_decided_by_all_lines(tmp_path: Path) -> None:
    lines = [
        json.dumps({"title": "Ferry", "text": "x", "date": date}) for date in ("05/04/2018", "19/04/2018")
    ]

    outcomes = _read(tmp_path / "a.jsonl", "\n".join(lines))

    assert [outcome.hints.date_order for outcome in outcomes if isinstance(outcome, RawDocument)] == [
        "DMY",
        "DMY",
    ]


def test_the_name_of_the_file_does_not_matter(tmp_path: Path) -> None:
    for name in ("a", "a.txt", "a.csv", "a.html"):
        assert _told(_read(tmp_path / name, f"{GOOD}\n{GOOD}\n")) == ["line=1 kept", "line=2 kept"]


_LINE = st.one_of(
    st.just(GOOD.encode()),
    st.just(b"[]"),
    st.just(b'{"title": "cut'),
    st.just(b" "),
    st.just(b""),
    st.lists(st.integers(32, 126), max_size=60).map(bytes),
    st.just(b"\0" * 50),
    st.dictionaries(st.sampled_from(["title", "text", "url"]), st.text(max_size=20)).map(
        lambda value: json.dumps(value).encode()
    ),
)


@given(st.lists(_LINE, max_size=12))
def test_kept_and_rejected_account_for_every_line(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]
) -> None:
    path = tmp_path_factory.mktemp("lines") / "a.jsonl"
    content = GOOD.encode() + b"\n" + b"\n".join(lines)

    outcomes = _read(path, content)

    assert len(outcomes) == sum(bool(line.strip()) for line in content.split(b"\n"))
