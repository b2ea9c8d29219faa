"""``newsmill show``: the article asked for, its facts marked, and a page that nothing in it can break."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.find_article import find_articles
from flows.show_article import ShownArticle, number_facts
from flows.show_marks import cut_text
from flows.show_terminal import mark, print_article
from flows.show_values import READERS
from flows.showpage import render_article
from tasks.warehouse.connect import open_reader
from tasks.warehouse.store_facts import FACT_TABLES
from tests.cli.conftest import Newsmill
from tests.growth import grows_evenly

EVIL = "<script>document.title='run'</script><img src=x onerror=alert(1)> & \"q\" 's' </style> \x1b[31m\u202e"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def fact(start: int, end: int, **given: Any) -> dict[str, Any]:
    plain = {"kind": "person", "text": "Nora Feld", "value": "", "rule": "mentions.title", "rule_version": 2}
    more = {"part": "body", "spans": ((start, end),), "confidence": 0.95, "is_marked": True}
    return {**plain, **more, **given}


def article(
    body: str = "Harbour warden Nora Feld spoke.", *facts: dict[str, Any], **given: Any
) -> ShownArticle:
    plain = ShownArticle(
        article_id="3f9c2a",
        source="quay",
        url="https://quay.example/1",
        canonical_url="https://quay.example/1",
        language="en",
        title="Warden speaks",
        kicker=None,
        standfirst=None,
        body=body,
        credit_line=None,
        authors=("Tom Reyes",),
        published_at=datetime(2026, 3, 12, 9, 30, tzinfo=UTC),
        published_local="2026-03-12T10:30",
        published_zone="+01:00",
        published_precision="minute",
        published_from="json-ld",
        modified_at=None,
        withdrawn_at=None,
        version=1,
        version_count=1,
        seen_at=datetime(2026, 3, 12, 10, tzinfo=UTC),
        facts=number_facts(facts),
    )
    return replace(plain, **given)


def evil_article() -> ShownArticle:
    body = f"{EVIL}\n\n{EVIL} again."
    facts = [fact(0, 30, text=EVIL, value=EVIL, kind=EVIL, rule=EVIL), fact(5, len(body) - 3)]
    texts = {"title": EVIL, "kicker": EVIL, "standfirst": EVIL, "credit_line": EVIL, "source": EVIL}
    return article(body, *facts, **texts, language=EVIL, url=f"javascript:{EVIL}", authors=(EVIL,))


class _Tags(HTMLParser):
    """Collects tags, addresses and identifiers, and sees to it that what is opened is closed."""

    VOID = frozenset(("meta", "br"))

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.addresses: list[str] = []
        self.names: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]
        self.names += [value or "" for name, value in attrs if name == "id"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parse(page: str) -> _Tags:
    tags = _Tags()
    tags.feed(page)
    assert tags.open == []
    return tags


# ------------------------------------------------------------------------------ the article asked for


@pytest.fixture(scope="module")
def ferry(filled_home: Path) -> str:
    with open_reader(filled_home / "published" / "news.duckdb") as connection:
        ((article_id,),) = connection.execute(
            "select article_id from mart.articles where body like '%ferry%'"
        ).fetchall()
    return str(article_id)


def test_an_article_is_found_by_its_id_and_by_its_beginning(
    newsmill: Newsmill, filled_home: Path, ferry: str
) -> None:
    whole = newsmill("show", ferry, home=filled_home)
    beginning = newsmill("show", ferry[:8].upper(), home=filled_home)

    assert whole.returncode == 0
    assert "[Ilse Brandt]" in whole.stdout
    assert beginning.stdout == whole.stdout


@pytest.mark.parametrize("address", ["https://ambrel.example/1", "http://www.ambrel.example/1/?utm_source=x"])
def test_an_article_is_found_by_its_address_however_it_is_written(
    newsmill: Newsmill, filled_home: Path, address: str
) -> None:
    went = newsmill("show", address, home=filled_home)

    assert (went.returncode, went.stdout.splitlines()[0]) == (0, "Gulls")


def test_an_article_is_found_by_words_of_its_title(newsmill: Newsmill, filled_home: Path) -> None:
    went = newsmill("show", "BRIDGE", "ambrel", home=filled_home)

    assert (went.returncode, went.stdout.splitlines()[0].replace("[", "")[:10]) == (0, "Old bridge")


def test_a_word_that_may_begin_an_id_is_asked_about() -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema stage")
        connection.execute(
            "create table stage.articles as select * from (values"
            " ('feed01', 'quay', 'Gulls', null, null, null, null),"
            " ('aa02', 'quay', 'A feed', null, null, null, null)"
            ") as v (article_id, source, title, published_local, published_at, url, canonical_url)"
        )

        found = find_articles(connection, "feed")

    assert {one.article_id for one in found} == {"feed01", "aa02"}


def test_several_articles_are_listed_with_their_ids(
    newsmill: Newsmill, filled_home: Path, ferry: str
) -> None:
    went = newsmill("show", "ES", home=filled_home)

    assert (went.returncode, went.stdout) == (1, "")
    assert ferry[:12] in went.stderr
    assert "2 articles match “ES”" in went.stderr


@pytest.mark.parametrize("asked", ["zeppelin", "https://ambrel.example/none", " "])
def test_what_is_not_there_is_said(newsmill: Newsmill, filled_home: Path, asked: str) -> None:
    went = newsmill("show", asked, home=filled_home)

    assert (went.returncode, went.stdout) == (1, "")
    assert "no article has" in went.stderr


def test_a_version_that_never_was_is_said(newsmill: Newsmill, filled_home: Path, ferry: str) -> None:
    went = newsmill("show", ferry, "--version", "3", home=filled_home)

    assert went.returncode == 1
    assert "no version 3: its versions are 1 to 1" in went.stderr


def test_an_earlier_wording_is_shown_with_the_facts_of_that_wording(
    newsmill: Newsmill, newsmill_process: Newsmill, tmp_path: Path
) -> None:
    record = (
        '{{"url": "https://quay.example/1", "title": "Dredger", "modified": "2026-03-{day}T09:00:00Z", '
        '"language": "en", "body": "The dredger leaves {place} today, {name} said. It comes back in May."}}\n'
    )
    lines = [("01", "Lisbon", "Nora Feld"), ("02", "Oslo", "Ilse Brandt")]
    text = "".join(record.format(day=day, place=place, name=name) for day, place, name in lines)
    (tmp_path / "in.jsonl").write_text(text, encoding="utf-8")
    newsmill_process("ingest", str(tmp_path / "in.jsonl"), home=tmp_path / "home")

    first = newsmill("show", "dredger", "--version", "1", home=tmp_path / "home").stdout
    now = newsmill("show", "dredger", home=tmp_path / "home").stdout

    assert "[Lisbon]" in first
    assert "wording 1 of 2" in first
    assert "[Oslo]" in now
    assert "Nora Feld" not in now


# ------------------------------------------------------------------------------------- the terminal


def test_the_head_says_when_how_precisely_and_by_whose_account(capsys: pytest.CaptureFixture[str]) -> None:
    print_article(article())

    said = capsys.readouterr().out
    assert "by Tom Reyes, in quay" in said
    assert "2026-03-12 10:30 (+01:00; known to the minute, from json-ld), which is" in said


def test_each_fact_says_why_it_is_believed(capsys: pytest.CaptureFixture[str]) -> None:
    print_article(article("Harbour warden Nora Feld spoke.", fact(15, 24, value="harbour warden")))

    said = " ".join(capsys.readouterr().out.split())
    assert "warden [Nora Feld]1 spoke." in said
    assert "1 person Nora Feld = harbour warden" in said
    assert "a title stands before the name (very likely, 95 %; mentions.title v2)" in said


def test_without_a_terminal_there_is_no_colour(capsys: pytest.CaptureFixture[str]) -> None:
    print_article(article("Harbour warden Nora Feld spoke.", fact(15, 24)))

    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize(("no_color", "is_coloured"), [("", True), ("1", False)])
def test_colour_gives_way_to_brackets_where_it_is_not_wanted(
    no_color: str, is_coloured: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"FORCE_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": "60"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("NO_COLOR", no_color)

    print_article(article("Harbour warden Nora Feld spoke.", fact(15, 24)))

    said = capsys.readouterr().out
    assert ("[Nora Feld" in said) is not is_coloured
    assert ("\x1b[1;36mNora Feld" in said) is is_coloured


def test_what_would_command_the_terminal_does_not_reach_it(capsys: pytest.CaptureFixture[str]) -> None:
    print_article(evil_article())

    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert "\u202e" not in said


def test_lines_are_as_long_as_the_terminal_is_wide(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")

    print_article(article("宁波船厂交付了首艘渡轮。" * 20 + "\n\n" + "Words of a quay. " * 20, fact(0, 4)))

    assert max(len(line) for line in capsys.readouterr().out.splitlines()) <= 40


def test_an_article_without_title_or_facts_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    bare = article("Words.", title=None, authors=(), published_at=None, published_local=None, url=None)

    print_article(bare)

    said = capsys.readouterr().out
    assert "(no title)" in said
    assert "No fact is stated about it." in said
    parse(render_article(bare))


def test_every_table_of_facts_with_evidence_is_shown() -> None:
    without_a_span = {"authors", "clues", "media", "field_provenance"}

    assert set(READERS) == set(FACT_TABLES) - without_a_span


# ----------------------------------------------------------------------------------------- the marks


def marked(text: str, *facts: dict[str, Any]) -> str:
    return mark(text, number_facts(facts), is_coloured=False).plain


def test_marks_at_one_place_share_their_brackets() -> None:
    assert marked("In Oslo.", fact(3, 7), fact(3, 7)) == "In [Oslo]1,2."


def test_marks_inside_others_nest() -> None:
    assert marked("He saw Oslo twice.", fact(0, 11), fact(7, 11)) == "[He saw [Oslo]]1,2 twice."


def test_marks_that_cross_are_both_shown() -> None:
    assert marked("abcd", fact(0, 3), fact(1, 4)) == "[a[bc]1d]2"


def test_the_pieces_of_one_quotation_bear_one_number() -> None:
    assert marked("“A,” she said, “B.”", fact(1, 3, spans=((1, 3), (16, 18)))) == "“[A,]1” she said, “[B.]1”"


def test_a_mark_over_two_paragraphs_is_in_both(capsys: pytest.CaptureFixture[str]) -> None:
    print_article(article("One quotes.\n\nTwo ends.", fact(4, 16)))

    assert "One [quotes.]1\n\n[Two]1 ends." in capsys.readouterr().out


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=8),
    st.integers(0, 5),
)
def test_cutting_loses_no_character(text: str, spans: list[tuple[int, int]], start: int) -> None:
    pieces = cut_text(text, number_facts([fact(*span) for span in spans]), start=start)

    assert "".join(piece.text for piece in pieces) == text
    assert sum(piece.opened for piece in pieces) == sum(piece.closed for piece in pieces) or len(spans) > 1


# ------------------------------------------------------------------------------------------ the page


def test_nothing_out_of_an_article_becomes_markup() -> None:
    page = render_article(evil_article())

    assert parse(page).seen.isdisjoint({"script", "img"})
    assert "&lt;script&gt;" in page
    assert "\x1b" not in page
    assert "\u202e" not in page


@given(st.text(max_size=200), st.text(max_size=40))
@settings(max_examples=50, deadline=None)
def test_any_text_leaves_the_page_whole(body: str, title: str) -> None:
    facts = [fact(0, 3, text=title, value=title), fact(2, 20)] if len(body) > 20 else []
    parse(render_article(article(body, *facts, title=title, source=title)))


def test_the_page_asks_nothing_of_the_network_and_links_to_the_article_alone() -> None:
    page = render_article(article("Harbour warden Nora Feld spoke.", fact(15, 24)))

    tags = parse(page)
    assert tags.seen.isdisjoint({"script", "link", "img", "iframe"})
    assert "url(" not in page
    assert "@import" not in page
    assert tags.addresses == ["https://quay.example/1", "#f1", "#m1"]


def test_an_address_that_is_none_of_the_web_is_no_link() -> None:
    page = render_article(article(url="javascript:alert(1)", canonical_url=None))

    assert parse(page).addresses == []


def test_every_number_leads_to_a_note_and_every_note_back() -> None:
    body = "Harbour warden Nora Feld said “A,” and in Oslo “B.”"
    quote = fact(31, 49, spans=((31, 33), (48, 50)), kind="direct quote")
    about = fact(0, 7, kind="topic", text="labour", is_marked=False)

    tags = parse(render_article(article(body, fact(15, 24), quote, fact(42, 46, kind="place"), about)))

    assert {name for name in tags.addresses if name.startswith("#")} == {f"#{name}" for name in tags.names}
    assert len(tags.names) == len(set(tags.names)) == 7


def test_the_page_is_written_where_it_is_asked_for(
    newsmill: Newsmill, newsmill_process: Newsmill, filled_home: Path, ferry: str, tmp_path: Path
) -> None:
    went = newsmill("show", ferry, "--html", str(tmp_path / "a.html"), home=filled_home)
    piped = newsmill_process("show", ferry, "--html", "-", home=filled_home)

    assert (went.returncode, went.stdout) == (0, "")
    assert piped.stdout == (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "Ilse Brandt" in piped.stdout


def test_a_page_that_cannot_be_written_is_named(
    newsmill: Newsmill, filled_home: Path, ferry: str, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()

    went = newsmill("show", ferry, "--html", str(tmp_path / "file" / "a.html"), home=filled_home)

    assert went.returncode == 1
    assert "cannot be written" in went.stderr


def test_a_thousand_facts_cost_no_more_than_four_times_two_hundred_and_fifty() -> None:
    def show(count: int) -> None:
        body = "Nora Feld spoke\n\n" * count
        facts = [fact(17 * number, 17 * number + 9) for number in range(count)]
        render_article(article(body, *facts))

    assert grows_evenly(show, 4_000)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed to look at the page with")
def test_a_browser_runs_nothing_and_complains_of_nothing(tmp_path: Path) -> None:
    (tmp_path / "evil.html").write_text(render_article(evil_article()), encoding="utf-8")
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--enable-logging=stderr",
        "--v=0",
        "--dump-dom",
    ]

    went = subprocess.run(
        [
            str(CHROMIUM),
            *options,
            f"--user-data-dir={tmp_path / 'profile'}",
            (tmp_path / "evil.html").as_uri(),
        ],
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=120,
    )

    assert "<title>run" not in went.stdout
    assert "<aside" in went.stdout
    assert [line for line in went.stderr.splitlines() if "CONSOLE" in line] == []
