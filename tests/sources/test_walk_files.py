from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tasks.model.records import Rejection, Source
from tasks.sources.files import land_stream, walk

NOW = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)


def _names(target: Path | str, root: Path) -> list[str]:
    return [
        found.reason if isinstance(found, Rejection) else str(found.relative_to(root))
        for found in walk(Source(target=str(target)))
    ]


def _fill(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")


def test_a_folder_gives_all_below_it_in_order_without_what_is_hidden(tmp_path: Path) -> None:
    _fill(tmp_path, "b.txt", "a/2.txt", "a/1.txt", ".hidden", ".git/config", "c/d/e.txt")

    assert _names(tmp_path, tmp_path) == ["a/1.txt", "a/2.txt", "b.txt", "c/d/e.txt"]


def test_what_is_named_is_read_though_it_is_hidden(tmp_path: Path) -> None:
    _fill(tmp_path, ".hidden")

    assert _names(tmp_path / ".hidden", tmp_path) == [".hidden"]


def test_a_glob_gives_what_it_matches_once(tmp_path: Path) -> None:
    _fill(tmp_path, "a/1.txt", "a/2.csv", "b/3.txt", "4.txt")

    assert _names(tmp_path / "*" / "*.txt", tmp_path) == ["a/1.txt", "b/3.txt"]
    assert _names(tmp_path / "**" / "*.txt", tmp_path) == ["4.txt", "a/1.txt", "b/3.txt"]
    assert _names(tmp_path / "**", tmp_path) == ["4.txt", "a/1.txt", "a/2.csv", "b/3.txt"]


def test_a_file_whose_name_looks_like_a_glob_is_a_file(tmp_path: Path) -> None:
    _fill(tmp_path, "part[1].txt")

    assert _names(tmp_path / "part[1].txt", tmp_path) == ["part[1].txt"]


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")

    assert _names(tmp_path / "no such file", tmp_path) == ["missing_path"]
    assert _names(tmp_path / "*.csv", tmp_path) == ["missing_path"]
    assert _names(tmp_path, tmp_path) == ["missing_path"]


def test_links_in_a_circle_are_not_followed_for_ever(tmp_path: Path) -> None:
    _fill(tmp_path, "a/1.txt")
    (tmp_path / "a" / "back").symlink_to(tmp_path)
    (tmp_path / "self").symlink_to(tmp_path / "self")

    assert _names(tmp_path, tmp_path) == ["a/1.txt", "unreadable_file"]


def test_a_linked_folder_is_read(tmp_path: Path) -> None:
    _fill(tmp_path, "elsewhere/1.txt")
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "link").symlink_to(tmp_path / "elsewhere")

    assert _names(tmp_path / "inbox", tmp_path) == ["inbox/link/1.txt"]


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert _names(tmp_path, tmp_path) == ["unreadable_file"]


def test_a_folder_without_rights_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    _fill(tmp_path, "closed/1.txt", "open/2.txt")

    @contextmanager
    def scandir(folder: Path) -> Iterator[Iterator[os.DirEntry[str]]]:
        if folder.name == "closed":  # tests run as root, whom no mode keeps out
            raise PermissionError(13, "Permission denied", str(folder))
        with os.scandir(folder) as entries:
            yield entries

    found = list(walk(Source(target=str(tmp_path), name="courier"), scandir=scandir))

    rejection, path = found
    assert isinstance(rejection, Rejection)
    assert (rejection.reason, rejection.source) == ("unreadable_file", "courier")
    assert rejection.locator == str(tmp_path / "closed")
    assert rejection.detail == "Permission denied"
    assert path == tmp_path / "open" / "2.txt"


def test_a_very_deep_folder_is_no_trouble(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 900)
    deep.mkdir(parents=True)
    (deep / "1.txt").write_text("x")

    assert len(_names(tmp_path, tmp_path)) == 1


def test_a_name_that_is_no_text_still_has_a_locator(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"\xff.txt")).symlink_to("nowhere")

    (rejection,) = walk(Source(target=str(tmp_path)))

    assert isinstance(rejection, Rejection)
    assert rejection.locator.endswith("/\\udcff.txt")


def test_standard_input_becomes_a_file_named_for_its_content(tmp_path: Path) -> None:
    first = land_stream(io.BytesIO(b"Night ferries return."), tmp_path, now=NOW)
    again = land_stream(io.BytesIO(b"Night ferries return."), tmp_path, now=NOW)
    other = land_stream(io.BytesIO(b"Another text."), tmp_path, now=NOW)

    assert first == again != other
    assert first.parent == tmp_path / "2026" / "11" / "25"
    assert first.read_bytes() == b"Night ferries return."
    assert sorted(first.parent.iterdir()) == sorted((first, other))


def test_a_stream_that_breaks_leaves_nothing_behind(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError("the pipe broke")

    with pytest.raises(OSError, match="the pipe broke"):
        land_stream(Broken(), tmp_path, now=NOW)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_speaks_of_the_folder_is_read_only_when_it_is_named(tmp_path: Path) -> None:
    for name in ("README.md", "sources.toml", "LICENSE", "story.txt"):
        (tmp_path / name).write_text("Headline\n\nA body of some words.\n")

    walked = list(walk(Source(target=str(tmp_path))))
    named = list(walk(Source(target=str(tmp_path / "README.md"))))

    assert walked == [tmp_path / "story.txt"]
    assert named == [tmp_path / "README.md"]
