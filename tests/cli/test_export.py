"""Exports in the forms that other programs read: whole, without formulas, and no more than is known."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from tests.cli.conftest import Newsmill


def documents(newsmill: Newsmill, home: Path, form: str) -> dict[str, Any]:
    """Return what *form* says, by headline."""
    went = newsmill("export", "articles", "--format", form, home=home)
    assert went.returncode == 0, went.stderr
    found = [json.loads(line) for line in went.stdout.splitlines()]
    return {one.get("headline") or one["headlines"][0]["value"]: one for one in found}


def test_an_article_is_a_news_article_of_schema_org(newsmill: Newsmill, filled_home: Path) -> None:
    bridge = documents(newsmill, filled_home, "jsonld")["Old bridge at Ambrel closes for a year"]

    assert (bridge["@context"], bridge["@type"]) == ("https://schema.org", "NewsArticle")
    assert bridge["author"] == [{"@type": "Person", "name": "Tom Reyes"}]
    assert bridge["datePublished"] == "2026-03-14"  # a day, and no hour that nobody wrote
    assert {"@type": "Organization", "name": "REUTERS"} in bridge["sourceOrganization"]
    assert {
        "@type": "Quotation",
        "text": "They deserve a holiday",
        "spokenByCharacter": {"@type": "Person", "name": "Rosa Wendt"},
    } in bridge["hasPart"]
    council = bridge["hasPart"][0]["spokenByCharacter"]
    assert council == {"@type": "Thing", "name": "the council"}  # who speaks is not always a person
    assert bridge["@id"].startswith("urn:newsmill:article:")  # it has no address
    assert None not in bridge.values()
    assert "url" not in bridge


def test_an_article_is_an_object_of_ninjs(newsmill: Newsmill, filled_home: Path) -> None:
    found = documents(newsmill, filled_home, "ninjs")

    bridge, gulls = found["Old bridge at Ambrel closes for a year"], found["Gulls"]
    assert bridge["standard"]["version"] == "3.1"
    assert (bridge["type"], bridge["pubStatus"], bridge["version"]) == ("text", "usable", "1")
    assert bridge["by"] == "Tom Reyes"
    assert {"name": "REUTERS", "role": "agency"} in bridge["infoSources"]
    assert {"name": "Rosa Wendt", "rel": "mentions"} in bridge["people"]
    assert "contentCreated" not in bridge  # its day is known, its time is not
    assert bridge["bodies"][0]["charCount"] == len(bridge["bodies"][0]["value"])
    assert gulls["uri"] == "https://ambrel.example/1"


def test_the_name_of_the_file_says_the_form(newsmill: Newsmill, filled_home: Path, tmp_path: Path) -> None:
    went = newsmill("export", "articles", "--to", str(tmp_path / "all.ninjs"), home=filled_home)

    lines = (tmp_path / "all.ninjs").read_text(encoding="utf-8").splitlines()
    assert (went.returncode, len(lines)) == (0, 3)
    assert all(json.loads(line)["standard"]["name"] == "ninjs" for line in lines)


@pytest.mark.parametrize(
    ("partition", "folders"),
    [
        ("day", {"day=2026-03-12", "day=2026-03-14", "day=2026-03-15"}),
        ("source", {"source=files", "source=ambrel.example"}),
    ],
)
def test_a_folder_of_parquet_is_divided_and_can_be_written_again(
    newsmill: Newsmill, filled_home: Path, tmp_path: Path, partition: str, folders: set[str]
) -> None:
    target = tmp_path / "articles"
    asked = ("export", "articles", "--partition", partition, "--to", str(target))

    first, second = newsmill(*asked, home=filled_home), newsmill(*asked, home=filled_home)

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert {one.name for one in target.iterdir()} == folders
    assert pq.read_table(target).num_rows == 3
    assert [one.name for one in tmp_path.iterdir()] == ["articles"]


def test_a_folder_of_something_else_is_left_alone(
    newsmill: Newsmill, filled_home: Path, tmp_path: Path
) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")

    went = newsmill("export", "articles", "--partition", "day", "--to", str(tmp_path), home=filled_home)

    assert went.returncode == 1
    assert "name another folder" in went.stderr
    assert [one.name for one in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("more", [(), ("--to", "x", "--format", "csv")], ids=["no folder", "no Parquet"])
def test_what_cannot_be_divided_is_said(newsmill: Newsmill, filled_home: Path, more: tuple[str, ...]) -> None:
    went = newsmill("export", "articles", "--partition", "day", *more, home=filled_home)

    assert went.returncode == 1
    assert "partitioned export is Parquet" in went.stderr


def test_csv_holds_no_formula(newsmill: Newsmill, filled_home: Path) -> None:
    query = "select '=1+1' as a, '@x' as b, -2 as c, 'plain' as d"

    went = newsmill("sql", query, "--format", "csv", home=filled_home)

    assert list(csv.reader(io.StringIO(went.stdout)))[1] == ["'=1+1", "'@x", "-2", "plain"]
