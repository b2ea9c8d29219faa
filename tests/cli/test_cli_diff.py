"""``newsmill diff``: what changed in an article, on a terminal, in a pipe and as a page."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from flows.cli_diff import print_diff
from flows.console import open_console
from flows.diff_page import render_diff
from flows.diff_texts import Comparison, Mark, Shown, cut_body, cut_sides
from tasks.model.edits import Told
from tasks.stories.edits import compare_wordings
from tests.cli.conftest import Newsmill
from tests.warehouse.warehouse_samples import DAY

URL = "https://gazette.example/n/toll"
WORDINGS = (
    ("2026-03-02T08:00:00Z", "Marlow plans a toll", "The toll is 4 crowns. Boats wait at the lock."),
    ("2026-03-02T11:00:00Z", "Marlow plans a toll", "The toll is 6 crowns. Boats wait at the lock."),
    ("2026-03-04T08:00:00Z", "Marlow drops its toll", "The toll is 6 crowns. Nora Feld waits alone."),
)


@pytest.fixture(scope="module")
def edited_home(tmp_path_factory: pytest.TempPathFactory, newsmill_process: Newsmill) -> Path:
    """A home that holds an article of three wordings, and two whose titles are alike."""
    home = tmp_path_factory.mktemp("edited")
    export = home / "export.jsonl"
    records = [
        {"url": URL, "title": title, "published": WORDINGS[0][0], "modified": at, "body": body}
        for at, title, body in WORDINGS
    ]
    records += [
        {"url": f"https://gazette.example/n/{n}", "title": f"Gulls of berth {n}", "body": "They are loud."}
        for n in (1, 2)
    ]
    export.write_text("\n".join(map(json.dumps, records)) + "\n", encoding="utf-8")
    went = newsmill_process("ingest", str(export), home=home)
    assert went.returncode == 0, went.stderr
    return home


def compared(before: str, after: str, title: str = "Marlow sets a toll") -> Comparison:
    one, other = Told(title=title, body=before), Told(title=title, body=after)
    sides = [
        Shown(version=number, at=DAY, after_published_s=3600.0 * number, told=told, language="en")
        for number, told in enumerate((one, other), start=1)
    ]
    return Comparison(
        article_id="0" * 32,
        source="gazette",
        url=URL,
        versions=2,
        before=sides[0],
        after=sides[1],
        edit=compare_wordings(one, other),
    )


def test_the_first_and_the_newest_wording_are_compared(newsmill: Newsmill, edited_home: Path) -> None:
    went = newsmill("diff", URL, home=edited_home)

    assert went.returncode == 0
    assert "changed: headline, body" in went.stdout
    assert "numbers: 4 → 6" in went.stdout
    assert "Marlow [-plans a-]{+drops its+} toll" in went.stdout
    assert "2 days after publication" in went.stdout


def test_versions_are_chosen_by_their_numbers(newsmill: Newsmill, edited_home: Path) -> None:
    went = newsmill("diff", URL, "--from", "1", "--to", "2", home=edited_home)

    assert "~ The toll is [-4-]{+6+} crowns." in went.stdout
    assert "headline" not in went.stdout
    assert newsmill("diff", URL, "--to", "9", home=edited_home).returncode == 2


@pytest.mark.parametrize(
    "named",
    [
        "http://www.gazette.example/n/toll/?utm_source=x",
        "www.gazette.example/n/toll",
        "marlow TOLL",
        "drops its toll",
    ],
)
def test_an_article_is_named_by_address_or_words_of_its_title(
    newsmill: Newsmill, edited_home: Path, named: str
) -> None:
    assert "Marlow" in newsmill("diff", named, home=edited_home).stdout


def test_the_beginning_of_an_id_names_an_article(newsmill: Newsmill, edited_home: Path) -> None:
    query = f"select article_id from mart.articles where url = '{URL}'"
    article_id = newsmill("sql", query, "--format", "csv", home=edited_home).stdout.split()[1]

    assert "Marlow" in newsmill("diff", article_id[:8], home=edited_home).stdout


def test_where_several_are_meant_they_are_listed_with_their_ids(
    newsmill: Newsmill, edited_home: Path
) -> None:
    went = newsmill("diff", "gulls", home=edited_home)

    assert went.returncode == 1
    assert len(set(re.findall(r"^[0-9a-f]{12}\b", went.stderr, re.MULTILINE))) == 2
    assert newsmill("diff", "walrus", home=edited_home).returncode == 1


def test_an_article_with_one_wording_did_not_change(newsmill: Newsmill, edited_home: Path) -> None:
    went = newsmill("diff", "gulls of berth 1", home=edited_home)

    assert went.returncode == 0
    assert "one wording" in went.stderr


def test_the_page_stands_alone(newsmill: Newsmill, edited_home: Path, tmp_path: Path) -> None:
    target = tmp_path / "diff.html"

    went = newsmill("diff", URL, "--html", str(target), home=edited_home)

    page = target.read_text(encoding="utf-8")
    assert went.returncode == 0
    assert not re.search(r"<(?:script|img|link|iframe)|@import|url\(", page)
    assert "prefers-color-scheme: dark" in page
    assert 'name="viewport"' in page


def test_markup_in_a_text_is_shown_as_text() -> None:
    page = render_diff(compared("It <b>cost</b> 4.", "It <b>cost</b> 6 <script>x</script>.", "<i>Toll</i>"))

    assert "&lt;b&gt;cost&lt;/b&gt;" in page
    assert not re.search(r"<(?:b|i|script)>", page)


def test_a_terminal_gets_colour_unless_it_asks_for_none(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    def printed(**environment: str) -> str:
        stream = Terminal()
        monkeypatch.delenv("NO_COLOR", raising=False)
        monkeypatch.setenv("TERM", "xterm-256color")
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr("flows.cli_diff.open_console", lambda _: open_console(stream))
        print_diff(compared("It cost 4 crowns \x1b[31m.", "It cost 6 crowns \x1b[31m."))
        return stream.getvalue()

    assert "\x1b[1;32m6" in printed()
    assert "\x1b" not in printed(NO_COLOR="1")
    assert "[-4-]{+6+}" in printed(NO_COLOR="1")
    assert "�[31m" in printed(NO_COLOR="1")


def test_what_is_gone_is_shown_where_it_stood() -> None:
    pieces = cut_body(compared("One boat came. Nora Feld left at 5. It rained.", "One boat came. It rained."))

    assert [(piece.mark, piece.text) for piece in pieces] == [
        (Mark.SAME, "One boat came. "),
        (Mark.GONE, "Nora Feld left at 5."),
        (Mark.SAME, " "),
        (Mark.SAME, "It rained."),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [("It will not pay.", "It will pay."), ("It pays now.", "It pays."), ("", "It pays."), ("It pays.", "")],
)
def test_without_what_is_gone_the_pieces_are_the_text_as_it_is(before: str, after: str) -> None:
    pieces = cut_sides(before, after)

    kept = "".join(piece.text for piece in pieces if piece.mark is not Mark.GONE)

    assert " ".join(kept.split()) == after


def test_a_page_of_an_address_that_is_no_link_has_no_link() -> None:
    comparison = compared("It cost 4 crowns.", "It cost 6 crowns.")

    page = render_diff(
        Comparison(
            **{**{name: getattr(comparison, name) for name in comparison.__slots__}, "url": "javascript:x"}
        )
    )

    assert "javascript" not in page
