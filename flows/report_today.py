"""The sections of the report that speak of its day."""

from __future__ import annotations

from flows.charts import bars, copy_marks
from flows.diff_texts import Mark, Piece, cut_sides, describe_after
from flows.markup import day_in_words, language, link, plain
from flows.report_figures import Copied, Day, Quiet, Rising, SilentEdit

_TAGS = {Mark.GONE: "del", Mark.COME: "ins"}
_LEAST_USUAL = 5  # articles a day; a percentage of fewer is noise
_MANY = 8  # sources of a story that are named


def render_today(day: Day | None) -> str:
    """Return the day in numbers, the first of them set against what is usual."""
    if day is None:
        return "<p>Nothing that is stored has a day yet.</p>"
    cells = [
        (day.article_count, "article", "articles"),
        (day.source_count, "source", "sources"),
        (day.story_count, "story", "stories"),
        (day.name_count, "name", "names"),
        (day.quote_count, "quotation", "quotations"),
        (day.edit_count, "edit", "edits"),
    ]
    strip = "".join(f"<li><b>{count:,}</b> {one if count == 1 else many}</li>" for count, one, many in cells)
    return f'<ul class="strip">{strip}</ul><p class="usual">{_usual(day)}</p>'


def _usual(day: Day) -> str:
    words = f"{day.word_count:,} words"
    if not day.usual_count:
        return f"{words}; too few days are known to say what is usual."
    if day.usual_count < _LEAST_USUAL:
        return f"{words}; a usual day brings {day.usual_count:.1f} articles."
    change = day.article_count / day.usual_count - 1
    if abs(change) < 0.05:
        return f"{words}; as many articles as usual."
    than = "more" if change > 0 else "fewer"
    return f"{words}; {abs(change):.0%} {than} articles than the {day.usual_count:,.1f} of a usual day."


def render_rising(day: Day | None) -> str:
    """Return the rising names, each with its last five weeks and the method in a sentence."""
    if day is None:
        return ""
    if not day.has_past:
        return _section(
            "Rising names", '<p class="none">Two weeks of articles are needed before a name can rise.</p>'
        )
    if not day.rising:
        return _section(
            "Rising names", '<p class="none">No name is in more articles than its past lets expect.</p>'
        )
    return _section(
        "Rising names",
        '<p class="method">In more articles of the last seven days than the four weeks before let expect. '
        "The bars are the articles of each day; those of the last seven days are marked.</p>"
        f'<ol class="rising">{"".join(_rising(one) for one in day.rising)}</ol>',
    )


def _rising(one: Rising) -> str:
    before = f"{one.past_count:,} in four weeks before" if one.past_count else "never in four weeks before"
    return (
        f'<li><span dir="auto"><b>{plain(one.name)}</b> <small>{plain(one.kind)}</small></span>'
        f"{bars(one.by_day, now=7, kind='spark')}"
        f"<span>{one.recent_count:,} articles <small>{before}</small></span></li>"
    )


def render_copied(day: Day | None) -> str:
    """Return the stories that most sources ran, with when each ran them."""
    if day is None or not day.copied:
        return ""
    since = "of the last seven days" if day.copied[0].is_recent else "so far; the last seven days have none"
    return _section(
        "Most copied stories",
        f'<p class="method">Texts that several ran {since}. Each stroke is an article, from the first on the '
        f'left to the last copy on the right.</p><ol class="stories">'
        f"{''.join(_copied(one) for one in day.copied)}</ol>",
    )


def _copied(one: Copied) -> str:
    others = list(dict.fromkeys(source for source, _ in one.copies if source != one.first_source))
    named = ", ".join(others[:_MANY]) + (f" and {len(others) - _MANY} more" if len(others) > _MANY else "")
    hours = [hour for _, hour in one.copies]
    last = max((hour for hour in hours if hour is not None), default=0.0)
    span = f"the last {describe_hours(last)} after the first"
    share = f", {one.copied_share:.0%} of the words on average" if one.copied_share is not None else ""
    wire = f" · {', '.join(one.agencies)}" if one.agencies else ""
    title = link(one.url, plain(one.title or "No title"))
    return (
        f'<li><p class="title" dir="auto"{language(one.language)}>{title}</p>'
        f"{copy_marks(hours, label=f'{one.article_count} articles, {span}')}"
        f"<p><b>{one.article_count:,} articles</b> in {one.source_count:,} "
        f"{'source' if one.source_count == 1 else 'sources'}{share}; {span}.</p>"
        f'<p dir="auto"><small>First in {plain(one.first_source)}{plain(wire)}'
        f"{plain('; then ' + named) if named else ''}</small></p></li>"
    )


def describe_hours(hours: float) -> str:
    """Return a time in hours as people say it.

    >>> describe_hours(0.5), describe_hours(3.2), describe_hours(60)
    ('30 minutes', '3 hours', '2.5 days')
    """
    if hours < 1.5:
        return f"{round(hours * 60)} minutes"
    return f"{round(hours)} hours" if hours < 48 else f"{round(hours / 24, 1):g} days"


def render_silent(day: Day | None) -> str:
    """Return edits that say something else without a note, with the words that changed."""
    if day is None:
        return ""
    if not day.silent:
        return _section(
            "Silent edits", '<p class="none">No article was seen to say something else without a note.</p>'
        )
    return _section(
        "Silent edits",
        '<p class="method">What stood there says something else now, and no note says so.</p>'
        f'<ul class="silent">{"".join(_silent(one) for one in day.silent)}</ul>',
    )


def _silent(one: SilentEdit) -> str:
    passages = "".join(f'<p dir="auto">{_changed(before, after)}</p>' for before, after in one.passages)
    after = describe_after(one.after_published_s)
    told = ", ".join(reason.replace("_", " ") for reason in one.reasons)
    where = " · ".join(part for part in (one.source, told, after) if part)
    return f"<li><h3>{plain(one.title or 'No title')}</h3>{passages}<small>{plain(where)}</small></li>"


def _changed(before: str, after: str) -> str:
    if before and after:
        pieces = cut_sides(before, after)
    else:
        pieces = (Piece(Mark.GONE, before),) if before else (Piece(Mark.COME, after),)
    return "".join(
        f"<{_TAGS[piece.mark]}>{plain(piece.text)}</{_TAGS[piece.mark]}>"
        if piece.mark in _TAGS
        else plain(piece.text)
        for piece in pieces
    )


def render_quiet(day: Day | None) -> str:
    """Return the sources that went quiet, each with the weeks in which it was not."""
    if day is None:
        return ""
    if not day.quiet:
        return _section("Sources that went quiet", '<p class="none">Every source keeps its rhythm.</p>')
    return _section(
        "Sources that went quiet",
        '<p class="method">Silent for more than twice the longest pause of their last eight weeks, or '
        "without an answer. The bars are days with articles.</p>"
        f'<ul class="quiet">{"".join(_quiet(one) for one in day.quiet)}</ul>',
    )


def _quiet(one: Quiet) -> str:
    said = [one.trouble] if one.trouble else []
    if one.silent_days is not None and one.last_on is not None:
        longest = f", once {one.longest_pause} at most" if one.longest_pause else ""
        said.insert(0, f"silent for {one.silent_days} days{longest}; last on {day_in_words(one.last_on)}")
    chart = bars(one.by_day, kind="spark") if one.by_day else "<span></span>"
    told = plain("; ".join(said))
    return f'<li><b dir="auto">{plain(one.source)}</b>{chart}<span><small>{told}</small></span></li>'


def _section(title: str, content: str) -> str:
    return f'<section class="wide">\n<h2>{plain(title)}</h2>\n{content}\n</section>\n'
