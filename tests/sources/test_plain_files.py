from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.model.records import Limits, MediaType, RawDocument, Rejection, Source
from tasks.sources.read import read_source

Outcome = RawDocument | Rejection
FERRY = "date 2024-05-02 Night ferries: The ferries to Bodvik return in spring, the line said.\n"
BRIDGE = "date 2024-05-03 Old bridge: The bridge at Tarn closes. The date 2024-06-01 is the target.\n"


def _read(path: Path, content: bytes | str, *, limits: Limits | None = None) -> list[Outcome]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_source(Source(target=str(path), limits=limits or Limits())))


def _starts(outcomes: list[Outcome]) -> list[str]:
    """Return how each article begins, or why it was rejected."""
    return [
        outcome.reason
        if isinstance(outcome, Rejection)
        else outcome.content.decode(outcome.charset.used if outcome.charset else "")
        .strip()
        .split("\n")[0]
        .strip()[:24]
        for outcome in outcomes
    ]


def test_a_file_with_one_article_is_that_article_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"

    (outcome,) = _read(path, f"\n {FERRY}\n\nThe line is old.\n\n")

    assert isinstance(outcome, RawDocument)
    assert outcome.content == path.read_bytes()
    assert (outcome.media_type, outcome.locator, outcome.source) == (MediaType.TEXT, str(path), "files")


def test_a_dated_headline_at_the_start_of_a_line_begins_an_article(tmp_path: Path) -> None:
    outcomes = _read(tmp_path / "a.txt", f" {FERRY}{BRIDGE}\nIt is eighty years old.\n {FERRY}")

    assert _starts(outcomes) == [
        "date 2024-05-02 Night fe",
        "date 2024-05-03 Old brid",
        "date 2024-05-02 Night fe",
    ]
    assert [outcome.locator.partition("#")[2] for outcome in outcomes] == [
        "article=1",
        "article=2",
        "article=3",
    ]


@pytest.mark.parametrize(
    "day",
    [
        "2024-05-02",
        "2024-05-02 10:30",
        "2024-05-02T10:30:00Z",
        "02/05/2024",
        "2 May 2024",
        "May 2, 2024",
        "Thursday, 2 May 2024",
        "2. Mai 2024",
        "2 de mayo de 2024",
        "2024年5月2日",
    ],
)
def test_days_are_written_in_many_ways(tmp_path: Path, day: str) -> None:
    article = f"date {day} Night ferries: They return in spring.\n"

    assert len(_read(tmp_path / "a.txt", article * 3)) == 3


@pytest.mark.parametrize(
    "line",
    [
        "The date 2024-06-01 Bodvik: is the target.",
        "date 2024-06-01 is the target: nobody believes it.",
        "date 2024-06-01 was named.",
        "Date: 2024-06-01",
        "Updated: 2024-06-01 10:00",
        "2024-06-01 The works: begin.",
        "date 2024-06-01 10:00",
    ],
)
def test_a_date_in_the_text_begins_nothing(tmp_path: Path, line: str) -> None:
    assert len(_read(tmp_path / "a.txt", f"{FERRY}The ferries are due on a\n{line}\nSo it was said.\n")) == 1


def test_a_file_may_do_without_the_word_date(tmp_path: Path) -> None:
    content = FERRY.removeprefix("date ") + BRIDGE.removeprefix("date ")

    assert len(_read(tmp_path / "a.txt", content)) == 2


ONE = "Night ferries return\n\nThe ferries to Bodvik return in spring. The line said so.\n"
TWO = "Old bridge closes\n\nThe bridge at Tarn closes. It is old.\n"


@pytest.mark.parametrize("separator", ["---", "***", "=====", "* * *", "\f", "--------------------"])
@pytest.mark.parametrize("blank", ["", "\n"], ids=["tight", "with blank lines"])
def test_a_separator_before_a_headline_parts_articles(tmp_path: Path, separator: str, blank: str) -> None:
    content = f"{ONE}{blank}{separator}\n{blank}{TWO}{blank}{separator}\n"

    outcomes = _read(tmp_path / "a.txt", content)

    assert _starts(outcomes) == ["Night ferries return", "Old bridge closes"]
    assert all(separator.encode() not in o.content for o in outcomes if isinstance(o, RawDocument))


@pytest.mark.parametrize("separator", ["---", "***", "* * *"])
def test_a_section_break_between_paragraphs_parts_nothing(tmp_path: Path, separator: str) -> None:
    (outcome,) = _read(tmp_path / "a.txt", f"{ONE}\n{separator}\n\nIn summer there are more of them.\n")

    assert isinstance(outcome, RawDocument)
    assert separator.encode() in outcome.content


@pytest.mark.parametrize(
    "content",
    [
        "Night ferries\n=============\n\nThe ferries return.\n\nThe line\n--------\n\nIt is old.\n",
        "---\ntitle: Night ferries return\ndate: 2024-05-02\n---\n\nThe ferries\n\nThey return.\n",
        "====================\nNight ferries return\n====================\n\nThe ferries return.\n",
    ],
    ids=["underlined headings", "front matter", "boxed headline"],
)
def test_lines_of_dashes_that_part_nothing(tmp_path: Path, content: str) -> None:
    assert len(_read(tmp_path / "a.md", content)) == 1


@pytest.mark.parametrize("codec", ["utf-8-sig", "cp1252", "cp1251", "utf-16", "utf-32-be"])
def test_articles_in_any_charset_read_in_the_charset_they_name(tmp_path: Path, codec: str) -> None:
    word = "Паромы вернутся весной" if codec == "cp1251" else "Færgerne vender tilbage"
    content = (FERRY + word + "\n" + BRIDGE + word + "\n").encode(codec)

    outcomes = _read(tmp_path / "a.txt", content)

    for outcome in outcomes:
        assert isinstance(outcome, RawDocument)
        assert outcome.charset is not None
        assert word in outcome.content.decode(outcome.charset.used)
    assert len(outcomes) == 2


def test_unreadable_bytes_are_counted_where_they_stand(tmp_path: Path) -> None:
    outcomes = _read(tmp_path / "a.txt", f"{FERRY}Æ Ø Å æ ø å\n{BRIDGE}Æ Ø Å \n".encode() + b"\xff\n")

    replaced = [o.charset.replaced for o in outcomes if isinstance(o, RawDocument) and o.charset is not None]
    assert replaced == [0, 1]


def test_an_article_larger_than_a_document_may_be_is_skipped_alone(tmp_path: Path) -> None:
    huge = "date 2024-05-04 Flood: " + "The water rose. " * 500 + "\n"
    many_lines = "date 2024-05-05 Storm: Wind.\n" + "It blew.\n" * 500

    outcomes = _read(
        tmp_path / "a.txt", FERRY + huge + many_lines + BRIDGE, limits=Limits(document_bytes=2000)
    )

    assert _starts(outcomes) == [
        "date 2024-05-02 Night fe",
        "oversized",
        "oversized",
        "date 2024-05-03 Old brid",
    ]


def test_a_cut_gzip_gives_the_articles_before_the_one_that_is_cut(tmp_path: Path) -> None:
    articles = "".join(FERRY.replace("05-02", f"05-{day:02}") + f"{day * 7919}\n" for day in range(1, 31))

    outcomes = _read(tmp_path / "a.txt.gz", gzip.compress(articles.encode())[:-20])

    assert [outcome.reason for outcome in outcomes if isinstance(outcome, Rejection)] == ["truncated"]
    assert isinstance(outcomes[-1], Rejection)
    assert len(outcomes) > 20


def test_white_space_is_an_empty_file(tmp_path: Path) -> None:
    assert _starts(_read(tmp_path / "a.txt", "\n \n\f\n")) == ["empty"]


@given(
    st.lists(
        st.sampled_from([FERRY, BRIDGE, "They return.\n", "\n", "---\n", "Old bridge\n", "\f", "***\n"]),
        max_size=12,
    )
)
def test_no_word_is_lost_and_none_is_doubled(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    path = tmp_path_factory.mktemp("plain") / "a.txt"

    outcomes = _read(path, "Night ferries\n" + "".join(lines))

    read = b"".join(outcome.content for outcome in outcomes if isinstance(outcome, RawDocument)).decode()
    written = path.read_text()
    marks = str.maketrans("", "", "-*\f")
    assert read.translate(marks).split() == written.translate(marks).split()
