"""The report as one HTML page: no script, no font and no picture from elsewhere, light and dark.

Whatever comes out of an article is escaped, and has its direction decided by its own letters, so that
Arabic reads as it should beside English.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from flows.charts import share_bar, titled_bars
from flows.markup import day_in_words, language, link, plain, whole_page
from flows.report_figures import DatedNote, Edit, Figures, Headline, Ranked, Saying, Waiting
from flows.report_today import render_copied, render_quiet, render_rising, render_silent, render_today

_STYLE = Path(__file__).with_name("report.css")
_BARS_AT_MOST = 366  # days drawn one by one; a longer span is drawn by weeks
_TABLE_ROWS = 62  # of a chart told as a table: the newest
_T = TypeVar("_T")


def render_page(figures: Figures, *, made_at: datetime) -> str:
    """Return the whole page as HTML."""
    made = made_at.astimezone(ZoneInfo(figures.day.zone)) if figures.day else made_at
    today = [
        _volume(figures),
        render_rising(figures.day),
        _section("Who said what", _items(figures.sayings, _saying, "quotes"), wide=True),
        render_copied(figures.day),
        render_silent(figures.day),
        render_quiet(figures.day),
    ]
    stored = [
        _ranking("People", figures.people, "Nobody was named yet."),
        _ranking("Organisations", figures.organisations, "No organisation was named yet."),
        _ranking("Places", figures.places, "No place was named yet."),
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
    body = (
        f"{_masthead(figures, made)}\n<main>\n{''.join(today)}"
        f'<div class="part wide"><h2>All that is stored</h2>{_totals(figures)}</div>\n'
        f"{''.join(stored)}</main>\n{_footer(figures, made)}"
    )
    return whole_page(
        f"Newsmill report, {day_in_words(figures.day.on if figures.day else made.date())}",
        _STYLE.read_text(encoding="utf-8"),
        body,
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
        return f"of {day_in_words(first)}"
    return f"from {day_in_words(first)} to {day_in_words(last)}"


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


def _masthead(figures: Figures, made: datetime) -> str:
    day = figures.day
    when = f"{day.on:%A}, {day_in_words(day.on)}" if day else day_in_words(made.date())
    return (
        f'<header><p class="date"><time datetime="{day.on if day else made.date()}">{when}</time></p>'
        f"<h1>Newsmill</h1>\n{render_today(day)}</header>"
    )


def _totals(figures: Figures) -> str:
    cells = [
        (figures.article_count, "articles"),
        (figures.source_count, "sources"),
        (figures.language_count, "languages"),
        (figures.mention_count, "names"),
        (figures.quote_count, "quotes"),
    ]
    strip = "".join(f"<li><b>{count:,}</b> {name}</li>" for count, name in cells)
    return f'<p>Articles {plain(describe_span(figures))}</p><ul class="strip">{strip}</ul>'


def _volume(figures: Figures) -> str:
    days = fill_days(figures.days)
    if not days:
        return ""
    highest = max(count for _, count in days)
    undated = f", {figures.undated_count:,} without a date" if figures.undated_count else ""
    period = "day" if len(days) < 2 or (days[1][0] - days[0][0]).days == 1 else "week"
    label = f"at most {highest:,} a {period}{undated}"
    chart = titled_bars(
        days, marked=figures.day.on if figures.day else None, label=f"Articles by {period}, {label}"
    )
    rows = "".join(
        f"<tr><th scope=row>{day_in_words(day)}</th><td>{count:,}</td></tr>"
        for day, count in reversed(days[-_TABLE_ROWS:])
    )
    newest = f", the newest {_TABLE_ROWS}" if len(days) > _TABLE_ROWS else ""
    return _section(
        f"Articles by {period}",
        f'{chart}<p class="axis"><span>{day_in_words(days[0][0])}</span><span>{label}</span>'
        f"<span>{day_in_words(days[-1][0])}</span></p>"
        f"<details><summary>The same as a table{newest}</summary><table><thead><tr>"
        f"<th scope=col>{period.capitalize()} from</th><th scope=col>Articles</th></tr></thead>"
        f"<tbody>{rows}</tbody></table></details>",
        wide=True,
    )


def _section(title: str, content: str, *, wide: bool = False) -> str:
    if not content:
        return ""
    kind = ' class="wide"' if wide else ""
    return f"<section{kind}>\n<h2>{plain(title)}</h2>\n{content}\n</section>\n"


def _ranking(title: str, entries: Sequence[Ranked], otherwise: str) -> str:
    if not entries:
        return _section(title, f'<p class="none">{plain(otherwise)}</p>')
    highest = max(entry.count for entry in entries) or 1
    rows = "".join(
        f'<li>{share_bar(entry.count / highest)}<span dir="auto">{plain(entry.name)}{_note(entry.note)}'
        f"</span><span>{entry.count:,}</span></li>"
        for entry in entries
    )
    return _section(title, f'<ol class="ranking">{rows}</ol>')


def _items(entries: Iterable[_T], one: Callable[[_T], str], kind: str) -> str:
    rows = "".join(f"<li>{one(entry)}</li>" for entry in entries)
    return f'<ul class="{kind}">{rows}</ul>' if rows else ""


def _definitions(entries: Iterable[Ranked]) -> str:
    rows = "".join(
        f'<dt dir="auto">{plain(entry.name)}</dt><dd dir="auto">{plain(entry.note)}</dd>' for entry in entries
    )
    return f"<dl>{rows}</dl>" if rows else ""


def _counted(entry: Ranked) -> str:
    times = f" <small>in {entry.count:,} articles</small>" if entry.count > 1 else ""
    return f'<span dir="auto">{plain(entry.name)}{_note(entry.note)}</span>{times}'


def _sum(entry: Ranked) -> str:
    return f'<b>{plain(entry.name)}</b> <small dir="auto">{plain(entry.note)}</small>'


def _saying(saying: Saying) -> str:
    where = _where(saying.source, saying.published_on)
    return (
        f'<blockquote dir="auto"{language(saying.language)}>{plain(saying.text)}</blockquote>'
        f'<p dir="auto"><b>{plain(saying.speaker)}</b> <small>{where}</small></p>'
    )


def _dated_note(note: DatedNote) -> str:
    return (
        f'<time datetime="{note.on}">{day_in_words(note.on)}</time>'
        f'<span dir="auto"{language(note.language)}>{plain(note.sentence)}</span>'
    )


def _edit(edit: Edit) -> str:
    fields = " and ".join(edit.changed_fields) or "wording"
    before = f'<del dir="auto">{plain(edit.before)}</del> ' if edit.before != edit.after else ""
    after = f'<ins dir="auto">{plain(edit.after)}</ins>'
    return f"{before}{after} <small>{plain(edit.source)}: {plain(fields)}</small>"


def _headline(entry: Headline) -> str:
    title = link(entry.url, plain(entry.title))
    where = _where(entry.source, entry.published_on)
    return f'<span dir="auto"{language(entry.language)}>{title}</span> <small>{where}</small>'


def _where(source: str, day: date | None) -> str:
    return plain(" · ".join([source, *([day_in_words(day)] if day else [])]))


def _quarantine(figures: Figures) -> str:
    if not figures.waiting:
        return _section(
            "Quarantine", '<p class="none">Nothing waits here: every document became an article.</p>'
        )
    reasons = ", ".join(f"{entry.count:,} {entry.name}" for entry in figures.quarantine)
    return _section(
        "Quarantine",
        f"<p>{plain(reasons)}. <code>newsmill quarantine retry</code> reads them again.</p>"
        + _items(figures.waiting, _waiting, "plain"),
        wide=True,
    )


def _waiting(entry: Waiting) -> str:
    where = f"<code>{plain(entry.locator)}</code>"
    return f"<b>{plain(entry.reason)}</b> {where} <small>{plain(entry.detail)}</small>"


def _footer(figures: Figures, made: datetime) -> str:
    run = figures.last_run
    zone = figures.day.zone if figures.day else "UTC"
    written = (
        f"<p>Written by Newsmill on {day_in_words(made.date())}, {made:%H:%M}; "
        f"days are those of {plain(zone)}.</p>"
    )
    if run is None:
        return f"<footer>{written}</footer>"
    parts = [f"{count:,} {name}" for name, count in run.outcomes]
    ended = f" on {day_in_words(run.ended_at.date())}, {run.ended_at:%H:%M} UTC" if run.ended_at else ""
    return (
        f"<footer>{written}<p>Last run: {plain(run.state)}{ended}. "
        f"{run.read:,} read = {plain(' + '.join(parts))}.</p>"
        "<p>Counts beside names are articles. Every fact has its place in a text: "
        "<code>newsmill explore</code> shows it, <code>newsmill sql</code> asks for it.</p></footer>"
    )


def _note(note: str) -> str:
    return f" <small>{plain(note)}</small>" if note else ""
