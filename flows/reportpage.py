"""The report as one HTML page: no script, no font and no picture from elsewhere, light and dark.

Whatever comes out of an article is escaped, and has its direction decided by its own letters, so that
Arabic reads as it should beside English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from html import escape
from pathlib import Path
from typing import TypeVar

from flows.report_figures import DatedNote, Edit, Figures, Headline, Ranked, Saying, Waiting

_STYLE = Path(__file__).with_name("report.css")
_BAR_WIDTH = 10
_BARS_AT_MOST = 366  # days drawn one by one; a longer span is drawn by weeks
_T = TypeVar("_T")


def render_page(figures: Figures, *, made_at: datetime) -> str:
    """Return the whole page as HTML."""
    style = _STYLE.read_text(encoding="utf-8")
    sections = [
        _volume(figures),
        _ranking("People", figures.people, "Nobody was named yet."),
        _ranking("Organisations", figures.organisations, "No organisation was named yet."),
        _ranking("Places", figures.places, "No place was named yet."),
        _section("Who said what", _items(figures.sayings, _saying, "quotes"), wide=True),
        _section("Days the news speaks of", _items(figures.timeline, _dated_note, "timeline"), wide=True),
        _ranking("Wire agencies", figures.agencies, "No article credits an agency."),
        _section("Short forms", _definitions(figures.acronyms)),
        _section("Agreements and laws", _items(figures.agreements, _counted, "plain")),
        _section("Sums of money", _items(figures.amounts, _sum, "plain")),
        _ranking("Sources", figures.sources, "There is no source yet."),
        _ranking("Languages", figures.languages, "No language was told yet."),
        _section("Edited since first seen", _items(figures.edits, _edit, "edits"), wide=True),
        _section("Latest", _items(figures.latest, _headline, "latest"), wide=True),
        _quarantine(figures),
    ]
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Newsmill report, {made_at:%d %B %Y}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f"{_masthead(figures, made_at)}\n<main>\n{''.join(sections)}</main>\n{_footer(figures)}\n"
        "</body>\n</html>\n"
    )


def write_page(page: str, target: Path) -> None:
    """Put *page* at *target* at once: whoever has it open sees the old one or the new one."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    part.write_text(page, encoding="utf-8")
    part.replace(target)


def describe_span(figures: Figures) -> str:
    """Return the days the articles are of, in words."""
    if not figures.days:
        return "none of them dated"
    first, last = figures.days[0][0], figures.days[-1][0]
    if first == last:
        return f"of {_day(first)}"
    return f"from {_day(first)} to {_day(last)}"


def fill_days(days: Sequence[tuple[date, int]]) -> list[tuple[date, int]]:
    """Return *days* without gaps: a day of which nothing is known counts zero; a long span goes by weeks.

    >>> fill_days([(date(2026, 3, 1), 2), (date(2026, 3, 3), 1)])
    [(datetime.date(2026, 3, 1), 2), (datetime.date(2026, 3, 2), 0), (datetime.date(2026, 3, 3), 1)]
    """
    if not days:
        return []
    first, last = days[0][0], days[-1][0]
    step = 1 if (last - first).days < _BARS_AT_MOST else 7
    counts = [0] * ((last - first).days // step + 1)
    for day, count in days:
        counts[(day - first).days // step] += count
    return [(first + timedelta(days=step * number), count) for number, count in enumerate(counts)]


def _masthead(figures: Figures, made_at: datetime) -> str:
    cells = [
        (figures.article_count, "articles"),
        (figures.source_count, "sources"),
        (figures.language_count, "languages"),
        (figures.mention_count, "names"),
        (figures.quote_count, "quotes"),
    ]
    strip = "".join(f"<li><b>{count:,}</b> {name}</li>" for count, name in cells)
    return (
        f'<header><p class="date">{_day(made_at.date())}</p><h1>Newsmill</h1>'
        f"<p>What the news says, {escape(describe_span(figures))}</p>"
        f'<ul class="strip">{strip}</ul></header>'
    )


def _volume(figures: Figures) -> str:
    days = fill_days(figures.days)
    if not days:
        return _section("Articles by day", "", wide=True)
    highest = max(count for _, count in days)
    bars = "".join(_bar(*entry, highest, at=number) for number, entry in enumerate(days) if entry[1])
    undated = f", {figures.undated_count:,} without a date" if figures.undated_count else ""
    period = "day" if len(days) < 2 or (days[1][0] - days[0][0]).days == 1 else "week"
    label = f"at most {highest:,} a {period}{undated}"
    return _section(
        f"Articles by {period}",
        f'<svg class="volume" viewBox="0 0 {_BAR_WIDTH * len(days)} 100" preserveAspectRatio="none" '
        f'role="img" aria-label="Articles by {period}, {label}">{bars}</svg>'
        f'<p class="axis"><span>{_day(days[0][0])}</span><span>{label}</span>'
        f"<span>{_day(days[-1][0])}</span></p>",
        wide=True,
    )


def _bar(day: date, count: int, highest: int, *, at: int) -> str:
    height = 100 * count / highest
    return (
        f'<rect x="{_BAR_WIDTH * at + 0.75:.2f}" y="{100 - height:.1f}" width="{_BAR_WIDTH - 1.5:.1f}" '
        f'height="{height:.1f}"><title>{day}: {count:,}</title></rect>'
    )


def _section(title: str, content: str, *, wide: bool = False) -> str:
    if not content:
        return ""
    kind = ' class="wide"' if wide else ""
    return f"<section{kind}>\n<h2>{escape(title)}</h2>\n{content}\n</section>\n"


def _ranking(title: str, entries: Sequence[Ranked], otherwise: str) -> str:
    if not entries:
        return _section(title, f'<p class="none">{escape(otherwise)}</p>')
    highest = max(entry.count for entry in entries)
    rows = "".join(
        f'<li style="--share:{100 * entry.count / highest:.0f}%">'
        f'<span dir="auto">{escape(entry.name)}{_note(entry.note)}</span><span>{entry.count:,}</span></li>'
        for entry in entries
    )
    return _section(title, f'<ol class="ranking">{rows}</ol>')


def _items(entries: Iterable[_T], one: Callable[[_T], str], kind: str) -> str:
    rows = "".join(f"<li>{one(entry)}</li>" for entry in entries)
    return f'<ul class="{kind}">{rows}</ul>' if rows else ""


def _definitions(entries: Iterable[Ranked]) -> str:
    rows = "".join(
        f'<dt dir="auto">{escape(entry.name)}</dt><dd dir="auto">{escape(entry.note)}</dd>'
        for entry in entries
    )
    return f"<dl>{rows}</dl>" if rows else ""


def _counted(entry: Ranked) -> str:
    times = f" <small>in {entry.count:,} articles</small>" if entry.count > 1 else ""
    return f'<span dir="auto">{escape(entry.name)}{_note(entry.note)}</span>{times}'


def _sum(entry: Ranked) -> str:
    return f'<b>{escape(entry.name)}</b> <small dir="auto">{escape(entry.note)}</small>'


def _saying(saying: Saying) -> str:
    where = " · ".join([saying.source, *([_day(saying.published_on)] if saying.published_on else [])])
    return (
        f'<blockquote dir="auto"{_language(saying.language)}>{escape(saying.text)}</blockquote>'
        f'<p dir="auto"><b>{escape(saying.speaker)}</b> <small>{escape(where)}</small></p>'
    )


def _dated_note(note: DatedNote) -> str:
    return (
        f'<time datetime="{note.on}">{_day(note.on)}</time>'
        f'<span dir="auto"{_language(note.language)}>{escape(note.sentence)}</span>'
    )


def _edit(edit: Edit) -> str:
    fields = " and ".join(edit.changed_fields) or "wording"
    before = f'<del dir="auto">{escape(edit.before)}</del> ' if edit.before != edit.after else ""
    after = f'<ins dir="auto">{escape(edit.after)}</ins>'
    return f"{before}{after} <small>{escape(edit.source)}: {escape(fields)}</small>"


def _headline(entry: Headline) -> str:
    title = escape(entry.title)
    if entry.url is not None and entry.url.startswith(("https://", "http://")):
        title = f'<a href="{escape(entry.url)}" rel="noreferrer">{title}</a>'
    where = " · ".join([entry.source, *([_day(entry.published_on)] if entry.published_on else [])])
    return f'<span dir="auto"{_language(entry.language)}>{title}</span> <small>{escape(where)}</small>'


def _quarantine(figures: Figures) -> str:
    if not figures.waiting:
        return _section(
            "Quarantine", '<p class="none">Nothing waits here: every document became an article.</p>'
        )
    reasons = ", ".join(f"{entry.count:,} {entry.name}" for entry in figures.quarantine)
    return _section(
        "Quarantine",
        f"<p>{escape(reasons)}. <code>newsmill quarantine retry</code> reads them again.</p>"
        + _items(figures.waiting, _waiting, "plain"),
        wide=True,
    )


def _waiting(entry: Waiting) -> str:
    where = f"<code>{escape(entry.locator)}</code>"
    return f"<b>{escape(entry.reason)}</b> {where} <small>{escape(entry.detail)}</small>"


def _footer(figures: Figures) -> str:
    run = figures.last_run
    if run is None:
        return "<footer><p>Made by Newsmill.</p></footer>"
    parts = [f"{count:,} {name}" for name, count in run.outcomes]
    ended = f" on {run.ended_at:%d %B %Y, %H:%M} UTC" if run.ended_at is not None else ""
    return (
        f"<footer><p>Last run: {escape(run.state)}{ended}. "
        f"{run.read:,} read = {escape(' + '.join(parts))}.</p>"
        "<p>Counts beside names are articles. Every fact has its place in a text: "
        "<code>newsmill sql</code> asks for it.</p></footer>"
    )


def _note(note: str) -> str:
    return f" <small>{escape(note)}</small>" if note else ""


def _language(code: str | None) -> str:
    return f' lang="{escape(code)}"' if code else ""


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
