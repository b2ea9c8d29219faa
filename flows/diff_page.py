"""Two wordings of an article as one HTML page: nothing from elsewhere, light and dark, on a phone as well."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from flows.diff_texts import (
    Comparison,
    Mark,
    Piece,
    Shown,
    changed_pairs,
    cut_body,
    cut_sides,
    describe_after,
)
from flows.markup import is_web_address, language, link, plain, whole_page

_STYLE = Path(__file__).with_name("diff.css")
_TAGS = {Mark.GONE: "del", Mark.COME: "ins"}


def render_diff(comparison: Comparison) -> str:
    """Return the whole page as HTML."""
    after = comparison.after.told
    title = after.title or comparison.before.told.title or "Without a headline"
    return whole_page(f"{title}: what changed", _STYLE.read_text(encoding="utf-8"), diff_markup(comparison))


def diff_markup(comparison: Comparison) -> str:
    """Return the comparison, for a page of its own or within another."""
    before, after = comparison.before.told, comparison.after.told
    title = after.title or before.title or "Without a headline"
    tongue = language(comparison.after.language)
    headline = (
        cut_sides(before.title, after.title) if before.title and after.title else (Piece(Mark.SAME, title),)
    )
    return (
        f'<header>\n<h1{tongue} dir="auto">{_html(headline)}</h1>\n'
        f"<p>{_origin(comparison)}</p>\n{_facts(comparison)}</header>\n"
        f'<main class="text"{tongue} dir="auto">{_html(cut_body(comparison))}</main>\n'
        f"<footer>Newsmill, article {plain(comparison.article_id)}. "
        "<del>Gone</del> <ins>new</ins>; blocks that only moved are not marked.</footer>"
    )


def _origin(comparison: Comparison) -> str:
    source, url = plain(comparison.source), comparison.url
    return f"{source} · {link(url, plain(url))}" if url and is_web_address(url) else source


def _facts(comparison: Comparison) -> str:
    kinds = ", ".join(kind.replace("_", " ") for kind in comparison.edit.kinds)
    rows = [
        ("Before", _version(comparison.before, comparison.versions)),
        ("After", _version(comparison.after, comparison.versions)),
        ("Changed", kinds or "nothing that counts"),
    ]
    for name in ("numbers", "names"):
        pairs = changed_pairs(comparison.edit, name)
        if pairs:
            rows.append(
                (name.capitalize(), "; ".join(f"{gone or '–'} → {come or '–'}" for gone, come in pairs))
            )
    cells = "".join(f'<dt>{name}</dt><dd dir="auto">{plain(told)}</dd>\n' for name, told in rows)
    return f"<dl>\n{cells}</dl>\n"


def _version(shown: Shown, versions: int) -> str:
    after = describe_after(shown.after_published_s)
    return (
        f"version {shown.version} of {versions}, {shown.at:%d %B %Y %H:%M} UTC{', ' + after if after else ''}"
    )


def _html(pieces: Iterable[Piece]) -> str:
    return "".join(
        f"<{_TAGS[piece.mark]}>{plain(piece.text)}</{_TAGS[piece.mark]}>"
        if piece.mark in _TAGS
        else plain(piece.text)
        for piece in pieces
    )
