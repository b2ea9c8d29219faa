"""The report: figures that are right, a page that nothing out of an article can break."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.report_figures import (
    Copied,
    DatedNote,
    Day,
    Edit,
    Figures,
    Headline,
    LastRun,
    Quiet,
    Ranked,
    Rising,
    Saying,
    SilentEdit,
    Waiting,
)
from flows.report_queries import read_figures, sentence_around
from flows.report_terminal import print_figures, sparkline
from flows.reportpage import describe_span, fill_days, render_page, write_page
from tasks.warehouse.connect import open_reader
from tasks.warehouse.migrate import migrate

NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
EVIL = "<script>alert(1)</script> & \"quoted\" 'single' </style> [bold] \x1b[31m"


def figures_with(text: str) -> Figures:
    """Return figures in which every text is *text*."""
    ranked = (Ranked(name=text, count=3, note=text),)
    day = date(2026, 3, 12)
    return Figures(
        day=day_with(text),
        article_count=3,
        source_count=1,
        language_count=1,
        quote_count=1,
        mention_count=9,
        undated_count=1,
        days=((day, 2), (day + timedelta(days=2), 1)),
        people=ranked,
        organisations=ranked,
        places=ranked,
        sayings=(Saying(text=text, speaker=text, title=text, source=text, published_on=day, language=text),),
        agencies=ranked,
        acronyms=ranked,
        agreements=ranked,
        amounts=ranked,
        languages=ranked,
        sources=ranked,
        timeline=(DatedNote(on=day, article_count=1, sentence=text, language=None),),
        edits=(Edit(before=text, after=f"{text}!", source=text, seen_at=NOON, changed_fields=("title",)),),
        latest=(Headline(title=text, source=text, published_on=day, url=text, language=None),),
        last_run=LastRun(
            ended_at=NOON, state="degraded", read=4, new=2, updated=1, unchanged=0, duplicate=0, rejected=1
        ),
        quarantine=ranked,
        waiting=(Waiting(reason=text, locator=text, detail=text),),
    )


def day_with(text: str) -> Day:
    """Return a day on which every text is *text*."""
    return Day(
        on=date(2026, 3, 12),
        zone="Asia/Karachi",
        article_count=3,
        source_count=1,
        story_count=2,
        word_count=900,
        quote_count=1,
        name_count=4,
        edit_count=1,
        usual_count=12.5,
        has_past=True,
        rising=(
            Rising(name=text, kind=text, recent_count=9, past_count=1, expected=0.3, by_day=(0,) * 34 + (9,)),
        ),
        copied=(
            Copied(
                story_id="a",
                title=text,
                url=text,
                language=text,
                first_source=text,
                article_count=3,
                source_count=3,
                agencies=(text,),
                copied_share=0.9,
                copies=((f"{text}2", 1.5), (text, None)),
                is_recent=True,
            ),
        ),
        silent=(
            SilentEdit(
                article_id="a",
                version=2,
                source=text,
                title=text,
                reasons=("number",),
                passages=((text, f"{text} 7"), (text, "")),
                after_published_s=7200.0,
            ),
        ),
        quiet=(
            Quiet(
                source=text,
                last_on=date(2026, 3, 1),
                silent_days=11,
                longest_pause=2,
                trouble=text,
                by_day=(1, 0, 1),
            ),
            Quiet(source=text, trouble=text),
        ),
    )


class _Tags(HTMLParser):
    """Collects tags and addresses, and sees to it that what is opened is closed."""

    VOID = frozenset(("meta", "br"))

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parse(page: str) -> _Tags:
    """Return what tags *page* has; fails where they do not nest."""
    tags = _Tags()
    tags.feed(page)
    assert tags.open == []
    return tags


# ------------------------------------------------------------------------------------------- the page


def test_nothing_out_of_an_article_becomes_markup() -> None:
    page = render_page(figures_with(EVIL), made_at=NOON)

    assert "script" not in parse(page).seen
    assert "&lt;script&gt;" in page


@given(st.text())
def test_any_text_leaves_the_page_whole(text: str) -> None:
    parse(render_page(figures_with(text), made_at=NOON))


def test_the_page_asks_nothing_of_the_network() -> None:
    page = render_page(figures_with("https://elsewhere.example/a"), made_at=NOON)

    tags = parse(page)
    assert tags.seen.isdisjoint({"script", "link", "img", "iframe"})
    assert "url(" not in page
    assert "@import" not in page
    assert set(tags.addresses) == {"https://elsewhere.example/a"}  # a link to follow, not something to load


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_only_web_addresses_become_links(address: str) -> None:
    assert parse(render_page(figures_with(address), made_at=NOON)).addresses == []


def test_a_page_is_replaced_whole(tmp_path: Path) -> None:
    write_page("old", tmp_path / "reports" / "index.html")
    write_page("new", tmp_path / "reports" / "index.html")

    assert [path.read_text(encoding="utf-8") for path in (tmp_path / "reports").iterdir()] == ["new"]


# ---------------------------------------------------------------------------------------- the figures


def test_an_empty_warehouse_has_a_report_too(capsys: pytest.CaptureFixture[str]) -> None:
    with duckdb.connect() as connection:
        migrate(connection)
        figures = read_figures(connection, now=NOON)

    print_figures(figures)

    parse(render_page(figures, made_at=NOON))
    assert "Nothing is stored yet" in capsys.readouterr().out


def test_figures_are_those_of_the_articles(filled_home: Path) -> None:
    with open_reader(filled_home / "published" / "news.duckdb") as connection:
        figures = read_figures(connection, now=NOON)

    assert (figures.article_count, figures.undated_count) == (3, 0)
    assert figures.days == ((date(2026, 3, 12), 1), (date(2026, 3, 14), 1), (date(2026, 3, 15), 1))
    assert [(entry.name, entry.note) for entry in figures.acronyms] == [
        ("CTA", "Coastal Transport Authority")
    ]
    assert {entry.name for entry in figures.agencies} == {"ANI", "REUTERS"}
    assert {saying.speaker for saying in figures.sayings} == {"Ilse Brandt", "Rosa Wendt"}
    assert [note.on for note in figures.timeline] == [date(2026, 6, 5)]
    assert figures.last_run is not None
    assert dict(figures.last_run.outcomes)["new"] == 3
    assert [entry.reason for entry in figures.waiting] == ["truncated"]


def test_the_sentence_around_a_date_is_found() -> None:
    text = "It rained.\n\nThe ferry sails on June 5, the CTA said. Nobody cheered."
    start = text.index("June 5")

    assert sentence_around(text, start, start + 6) == "The ferry sails on June 5, the CTA said."


def test_a_sentence_ends_without_a_space_in_chinese() -> None:
    text = "天气很好。渡轮六月五日启航。大家欢呼。"
    start = text.index("六月五日")

    assert sentence_around(text, start, start + 4) == "渡轮六月五日启航。"


@given(st.text(), st.integers(0, 50), st.integers(0, 50))
def test_a_sentence_is_never_long(text: str, start: int, length: int) -> None:
    assert len(sentence_around(text, start, start + length)) <= 2 * 240 + length + 2


# ---------------------------------------------------------------------------------------- small things


@given(st.lists(st.integers(0, 10_000)), st.integers(1, 80))
def test_a_sparkline_fits_and_shows_every_day_with_news(counts: list[int], width: int) -> None:
    line = sparkline(counts, width)

    assert len(line) <= width
    assert (line.strip() == "") == (sum(counts) == 0)


@given(st.dictionaries(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(1, 9)))
def test_filling_days_loses_no_article(days: dict[date, int]) -> None:
    filled = fill_days(sorted(days.items()))

    assert sum(count for _, count in filled) == sum(days.values())
    assert len(filled) <= 30 * 53


def test_a_span_of_one_day_is_one_day() -> None:
    one = replace(figures_with("x"), days=((date(2026, 3, 12), 2),))

    assert describe_span(one) == "of 12 March 2026"


def test_the_terminal_gets_the_same_names(capsys: pytest.CaptureFixture[str]) -> None:
    print_figures(figures_with("Ilse Brandt"))

    assert capsys.readouterr().out.count("Ilse Brandt") > 10
