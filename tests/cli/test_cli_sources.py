"""Sources: added without touching what was written by hand, and looked at before they are read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.cli_sources import append_source
from tasks.model.errors import ConfigError
from tasks.settings import load_settings

Newsmill = Callable[..., Any]

BY_HAND = """\
# Our sources. Ask Ilse before you change the zone.
[settings]
timezone = "Asia/Karachi"  # hers

[[source]]
name = "desk"
path = "desk"
"""


def test_what_was_written_by_hand_stays(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(BY_HAND, encoding="utf-8")

    append_source(path, {"name": 'the "new" one', "kind": "folder", "path": "C:\\news"})

    assert path.read_text(encoding="utf-8").startswith(BY_HAND)
    added = load_settings(tmp_path).sources[1]
    assert (added.name, added.path) == ('the "new" one', "C:\\news")


def test_what_would_not_be_valid_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(BY_HAND, encoding="utf-8")

    with pytest.raises(ConfigError) as caught:
        append_source(path, {"name": "desk", "path": "elsewhere"})

    assert str(caught.value).startswith(str(path))
    assert path.read_text(encoding="utf-8") == BY_HAND
    assert list(tmp_path.iterdir()) == [path]


def test_the_first_source_makes_the_file(newsmill: Newsmill, tmp_path: Path, clippings: Path) -> None:
    home = tmp_path / "home"

    added = newsmill("sources", "add", f"{clippings}/*.txt", "--language", "en", home=home)
    listed = newsmill("sources", "list", home=home)

    assert added.returncode == 0, added.stderr
    assert clippings.name in listed.stdout


def test_a_check_says_what_a_source_gives_and_stores_nothing(
    newsmill: Newsmill, tmp_path: Path, clippings: Path
) -> None:
    went = newsmill("sources", "check", str(clippings), home=tmp_path)

    assert went.returncode == 3
    assert "Old bridge at Ambrel closes for a year" in went.stdout
    assert "truncated" in went.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_example_file_is_valid(tmp_path: Path) -> None:
    example = Path(__file__).resolve().parents[2] / "seeds" / "sources.example.toml"
    (tmp_path / "sources.toml").write_bytes(example.read_bytes())

    settings = load_settings(tmp_path)

    assert [entry.name for entry in settings.sources] == ["samples", "desk"]


def test_every_line_of_the_example_can_be_uncommented(tmp_path: Path) -> None:
    example = Path(__file__).resolve().parents[2] / "seeds" / "sources.example.toml"
    lines = example.read_text(encoding="utf-8").splitlines()
    code = [
        line.removeprefix("# ") for line in lines if "=" in line or line.removeprefix("# ").startswith("[")
    ]
    (tmp_path / "sources.toml").write_text("\n".join(code), encoding="utf-8")

    settings = load_settings(tmp_path)

    assert [entry.name for entry in settings.sources] == ["samples", "desk", "courier", "crawl"]
