"""Rows become pages: templates in which every text is escaped, whatever it came from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from flows.charts import bars, copy_marks, share_bar, titled_bars
from flows.explore.questions import PAGE, Row
from flows.explore.search import mark_found
from flows.markup import day_in_words, harmless, is_web_address, language
from flows.report_today import describe_hours
from flows.reportpage import fill_days

_TEMPLATES = Path(__file__).with_name("templates")


def make_environment() -> Environment:
    """Return what makes pages. A value that is missing is an error, not a gap."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    environment.filters |= {
        "day": _day,
        "moment": _moment,
        "number": lambda value: f"{value:,}",
        "percent": lambda value: f"{value:.0%}",
        "hours": describe_hours,
        "found": mark_found,
        "words": lambda value: str(value).replace("_", " "),
    }
    environment.globals |= {
        "language": lambda code: Markup(language(code)),
        "address": address,
        "is_web_address": is_web_address,
        "day_chart": day_chart,
        "sparkline": lambda counts, now=0: Markup(bars(counts, now=now, kind="spark")),
        "copy_marks": lambda hours, label: Markup(copy_marks(hours, label=label)),
        "share_bar": lambda share: Markup(share_bar(share)),
    }
    return environment


def address(path: str, **query: Any) -> str:
    """Return a local address with the parameters that are set.

    >>> address("/search", q="night ferry", source=None, page=2)
    '/search?q=night+ferry&page=2'
    """
    set_ones = {name: value for name, value in query.items() if value not in (None, "")}
    return f"{path}?{urlencode(set_ones)}" if set_ones else path


def day_chart(days: Sequence[tuple[date, int]], label: str) -> Markup:
    """Return articles by day as a chart with its ends named; nothing for fewer than two days."""
    filled = fill_days(days)
    if len(filled) < 2:
        return Markup("")
    highest = max(count for _, count in filled)
    period = "day" if (filled[1][0] - filled[0][0]).days == 1 else "week"
    chart = titled_bars(filled, marked=None, label=f"{label} by {period}, at most {highest:,}")
    return Markup(
        f'{chart}<p class="axis"><span>{day_in_words(filled[0][0])}</span>'
        f"<span>at most {highest:,} a {period}</span><span>{day_in_words(filled[-1][0])}</span></p>"
    )


def split_page(rows: list[Row]) -> tuple[list[Row], bool]:
    """Return the rows of a page, and whether more come after them."""
    return rows[:PAGE], len(rows) > PAGE


def _harmless(value: Any) -> Any:
    if value is None:
        return ""
    return harmless(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _day(value: date | None) -> str:
    return day_in_words(value) if value is not None else "no date"


def _moment(value: datetime | None) -> str:
    return f"{day_in_words(value.date())}, {value:%H:%M} UTC" if value is not None else ""
