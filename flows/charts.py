"""Charts as SVG: bars for days, marks for copies. Colours come from the page, so dark is dark.

A chart stretches with its page and therefore holds no letters: those beside it are the page's own, and stay
readable on a phone. `standalone` makes a picture of one that needs no page, with its labels inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from flows.markup import plain

_STEP = 10  # units a bar takes, of which a gap is a part
_GAP = 1.5
_PLAIN_STYLE = (
    "rect{fill:#6a6256}rect.now{fill:#9a3b1f}rect.none{fill:none}"
    "text{font:12px ui-sans-serif,system-ui,sans-serif;fill:#6a6256}text.title{font-size:15px;fill:#22201c}"
    "@media(prefers-color-scheme:dark){rect{fill:#a89e8f}rect.now{fill:#e58a63}text{fill:#a89e8f}text.title{fill:#ece6da}}"
)


def bars(counts: Sequence[int], *, now: int = 0, label: str = "", kind: str = "bars") -> str:
    """Return *counts* as bars that fill their frame, the last *now* of them marked.

    With *label* the picture is one to a screen reader; without, it is decoration beside words that say it.

    >>> bars([1, 2], now=1)[:71]
    '<svg class="bars" viewBox="0 0 20 100" preserveAspectRatio="none" aria-'
    """
    role = f'role="img" aria-label="{plain(label)}"' if label else 'aria-hidden="true" focusable="false"'
    return (
        f'<svg class="{kind}" viewBox="0 0 {_STEP * max(len(counts), 1)} 100" preserveAspectRatio="none" '
        f"{role}>{_rects(counts, now)}</svg>"
    )


def titled_bars(days: Sequence[tuple[date, int]], *, marked: date | None, label: str) -> str:
    """Return the articles of *days* as bars, each of which says its day and number under a pointer."""
    highest = max((count for _, count in days), default=0) or 1
    step = (days[1][0] - days[0][0]).days if len(days) > 1 else 1
    rects = []
    for number, (day, count) in enumerate(days):
        is_marked = marked is not None and day <= marked < day + timedelta(days=step)
        if count:
            rects.append(_rect(number, count, highest, is_now=is_marked, title=f"{day}: {count:,}"))
    width = _STEP * max(len(days), 1)
    return (
        f'<svg class="volume" viewBox="0 0 {width} 100" preserveAspectRatio="none" '
        f'role="img" aria-label="{plain(label)}">{_RULES.format(width=width)}{"".join(rects)}</svg>'
    )


def copy_marks(hours: Sequence[float | None], *, label: str) -> str:
    """Return when copies of a story appeared, as strokes from its first article to its last copy."""
    known = [max(hour, 0.0) for hour in hours if hour is not None]
    last = max(known, default=0.0) or 1.0
    marks = "".join(
        f'<line x1="{at:.1f}" x2="{at:.1f}" y1="20" y2="80"/>'
        for at in (2 + 196 * hour / last for hour in (0.0, *known))
    )
    return (
        f'<svg class="copies" viewBox="0 0 200 100" preserveAspectRatio="none" role="img" '
        f'aria-label="{plain(label)}"><line class="axis" x1="0" x2="200" y1="50" y2="50"/>{marks}</svg>'
    )


def share_bar(share: float) -> str:
    """Return a bar of that *share* of its frame.

    >>> share_bar(0.5)
    '<svg class="share" aria-hidden="true" focusable="false"><rect width="50.0%" height="100%"/></svg>'
    """
    return (
        '<svg class="share" aria-hidden="true" focusable="false">'
        f'<rect width="{100 * min(max(share, 0.0), 1.0):.1f}%" height="100%"/></svg>'
    )


def standalone(
    title: str, rows: Sequence[tuple[str, Sequence[int]]], *, now: int, axis: tuple[str, str]
) -> str:
    """Return a picture of its own: a row of bars for each name of *rows*, under *title*, over *axis*."""
    height, left = (200, 0) if len(rows) == 1 and not rows[0][0] else (60, 200)
    parts = [f'<text class="title" x="0" y="18">{plain(title)}</text>']
    for number, (name, counts) in enumerate(rows):
        top = 30 + number * (height + 12)
        if name:
            parts.append(f'<text x="0" y="{top + height - 4}">{plain(name)}</text>')
        parts.append(
            f'<svg x="{left}" y="{top}" width="{720 - left}" height="{height}" '
            f'viewBox="0 0 {_STEP * max(len(counts), 1)} 100" preserveAspectRatio="none">'
            f"{_rects(counts, now)}</svg>"
        )
    bottom = 30 + len(rows) * (height + 12) + 12
    parts.append(f'<text x="{left}" y="{bottom}">{plain(axis[0])}</text>')
    parts.append(f'<text x="720" y="{bottom}" text-anchor="end">{plain(axis[1])}</text>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-12 -6 744 {bottom + 16}" role="img" '
        f'aria-label="{plain(title)}"><style>{_PLAIN_STYLE}</style>{"".join(parts)}</svg>\n'
    )


_RULES = (
    '<g class="rules"><line x1="0" x2="{width}" y1="0.5" y2="0.5"/>'
    '<line x1="0" x2="{width}" y1="50" y2="50"/></g>'
)


def _rects(counts: Sequence[int], now: int) -> str:
    highest = max(counts, default=0) or 1
    return "".join(
        _rect(number, count, highest, is_now=number >= len(counts) - now)
        for number, count in enumerate(counts)
        if count
    )


def _rect(number: int, count: int, highest: int, *, is_now: bool, title: str = "") -> str:
    height = max(100 * count / highest, 2.0)  # one article among thousands is to be seen too
    kind = ' class="now"' if is_now else ""
    inside = f"<title>{plain(title)}</title>" if title else ""
    return (
        f'<rect{kind} x="{_STEP * number + _GAP / 2:.2f}" y="{100 - height:.1f}" width="{_STEP - _GAP:.1f}" '
        f'height="{height:.1f}">{inside}</rect>'
    )
