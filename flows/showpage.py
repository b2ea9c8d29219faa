"""An article with its facts as one HTML page: marked in the text, and why each is believed in the margin.

No script, no font and no picture from elsewhere: the page forbids them itself, whatever an article holds.
Each mark ends in a number that leads to the margin, and each note leads back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from flows.markup import language, link, plain, whole_page
from flows.show_article import ShownArticle, ShownFact
from flows.show_marks import Piece, cut_text, in_part, paragraphs
from flows.show_reasons import describe_confidence, describe_rule
from flows.show_times import describe_published, describe_version
from flows.show_values import family_of

_STYLE = Path(__file__).with_name("show.css")
_QUOTED = 240  # characters of a fact's text in the margin
_KEY = (
    ("who", "people"),
    ("body", "organisations"),
    ("place", "places"),
    ("said", "things said"),
    ("when", "dates"),
    ("amount", "amounts"),
    ("thing", "other"),
)


def render_article(article: ShownArticle) -> str:
    """Return the whole page as HTML."""
    name = article.title or f"Article {article.article_id}"
    return whole_page(name, _STYLE.read_text(encoding="utf-8"), f"<main>\n{article_markup(article)}\n</main>")


def article_markup(article: ShownArticle) -> str:
    """Return the article and its margin, for a page of its own or within another."""
    return (
        f'<article{language(article.language)}>\n{_head(article)}\n<div class="text">'
        f"{_body(article)}</div>\n{_foot(article)}</article>\n{_margin(article.facts)}"
    )


def _head(article: ShownArticle) -> str:
    facts = article.facts
    kicker = (
        f'<p class="kicker" dir="auto">{_marked(article.kicker, in_part(facts, "kicker"))}</p>\n'
        if article.kicker
        else ""
    )
    title = _marked(article.title, in_part(facts, "title")) if article.title else "<em>No title</em>"
    standfirst = (
        f'<p class="standfirst" dir="auto">{plain(article.standfirst)}</p>\n' if article.standfirst else ""
    )
    by = f"By {', '.join(article.authors)}" if article.authors else "No byline"
    lines = [f"{by}, in {article.source}", describe_published(article), describe_version(article)]
    about = "".join(f'<li dir="auto">{plain(line)}</li>' for line in lines) + _topics(facts)
    return (
        f'<header>\n{kicker}<h1 dir="auto">{title}</h1>\n{standfirst}'
        f'<ul class="about" lang="en">{about}<li>{_address(article.url or article.canonical_url)}</li>'
        f"<li><code>{plain(article.article_id)}</code></li></ul>\n</header>"
    )


def _topics(facts: Sequence[ShownFact]) -> str:
    """Return what the article is about, each topic leading to why."""
    links = [f'<a href="#f{fact.number}">{plain(fact.text)}</a>' for fact in facts if fact.kind == "topic"]
    return f"<li>About {' · '.join(links)}</li>" if links else ""


def _body(article: ShownArticle) -> str:
    """Return the paragraphs, each with the marks that reach into it."""
    found = paragraphs(article.body, in_part(article.facts, "body"))
    return "\n".join(f'<p dir="auto">{_marked(text, facts, start=start)}</p>' for start, text, facts in found)


def _foot(article: ShownArticle) -> str:
    if not article.credit_line:
        return ""
    marked = _marked(article.credit_line, in_part(article.facts, "credit_line"))
    return f'<footer><p dir="auto">{marked}</p></footer>\n'


def _marked(text: str, facts: Iterable[ShownFact], *, start: int = 0) -> str:
    return "".join(_piece(piece) for piece in cut_text(text, facts, start=start))


def _piece(piece: Piece) -> str:
    text = plain(piece.text).replace("\n", "<br>")
    if piece.over:
        families = " ".join(dict.fromkeys(family_of(fact.kind) for fact in piece.over))
        text = f'<mark class="{families}">{text}</mark>'
    return text + "".join(_reference(fact, piece.end) for fact in piece.closes)


def _reference(fact: ShownFact, end: int) -> str:
    """Return the number that leads to the note, which leads back to the last piece of its mark."""
    label = f"Fact {fact.number}: {fact.kind}"
    name = f' id="m{fact.number}"' if end == fact.spans[-1][1] else ""
    return f'<a class="ref"{name} href="#f{fact.number}" aria-label="{plain(label)}">{fact.number}</a>'


def _margin(facts: Sequence[ShownFact]) -> str:
    if not facts:
        return '<aside aria-label="Facts"><h2>Facts</h2><p>No fact is stated about it.</p></aside>'
    shown = {family_of(fact.kind) for fact in facts if fact.is_marked}
    key = "".join(
        f'<li><mark class="{family}">{name}</mark></li>' for family, name in _KEY if family in shown
    )
    marked = [fact for fact in facts if fact.is_marked]
    about = [fact for fact in facts if not fact.is_marked]
    heading = f"{len(facts):,} {'fact' if len(facts) == 1 else 'facts'}"
    return (
        f'<aside aria-label="Facts, and why each is believed" tabindex="0">\n<h2>{heading}</h2>\n'
        f'<ul class="key">{key}</ul>\n{_notes(marked, "In the text")}{_notes(about, "Of the whole article")}'
        "</aside>"
    )


def _notes(facts: Sequence[ShownFact], heading: str) -> str:
    if not facts:
        return ""
    notes = "\n".join(_note(fact) for fact in facts)
    return f'<h3>{heading}</h3>\n<ol class="notes">\n{notes}\n</ol>\n'


def _note(fact: ShownFact) -> str:
    text = " ".join(fact.text.split())
    quoted = text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"
    value = f' <span class="value" dir="auto">{plain(fact.value)}</span>' if fact.value else ""
    sure = describe_confidence(fact.confidence)
    return (
        f'<li id="f{fact.number}" value="{fact.number}" class="{family_of(fact.kind)}">'
        f'{_back(fact)} <span class="kind">{plain(fact.kind)}</span> '
        f'<b dir="auto">{plain(quoted)}</b>{value}'
        f'<span class="why">{plain(describe_rule(fact.rule))}; {sure} '
        f"<code>{plain(fact.rule)} v{fact.rule_version}</code></span></li>"
    )


def _back(fact: ShownFact) -> str:
    """Return the number of a note, which leads back to the mark where there is one."""
    if not fact.is_marked:
        return f'<span class="number">{fact.number}</span>'
    label = f"{fact.number}, back to the text"
    return f'<a class="number" href="#m{fact.number}" aria-label="{label}">{fact.number}</a>'


def _address(url: str | None) -> str:
    return "No address" if url is None else link(url, plain(url))
