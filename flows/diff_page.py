"""Two wordings of an article as one HTML page: nothing from elsewhere, light and dark, on a phone as well."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

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

_STYLE = Path(__file__).with_name("diff.css")
_TAGS = {Mark.GONE: "del", Mark.COME: "ins"}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render_diff(comparison: Comparison) -> str:
    """Return the whole page as HTML."""
    before, after = comparison.before.told, comparison.after.told
    title = after.title or before.title or "Without a headline"
    language = escape(comparison.after.language or "en", quote=True)
    headline = (
        cut_sides(before.title, after.title) if before.title and after.title else (Piece(Mark.SAME, title),)
    )
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}: what changed</title>\n"
        f"<style>\n{_STYLE.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n<header>\n"
        f'<h1 lang="{language}" dir="auto">{_html(headline)}</h1>\n'
        f"<p>{_origin(comparison)}</p>\n{_facts(comparison)}</header>\n"
        f'<main class="text" lang="{language}" dir="auto">{_html(cut_body(comparison))}</main>\n'
        f"<footer>Newsmill, article {escape(comparison.article_id)}. "
        "<del>Gone</del> <ins>new</ins>; blocks that only moved are not marked.</footer>\n</body>\n</html>\n"
    )


def _origin(comparison: Comparison) -> str:
    source, url = escape(comparison.source), comparison.url
    if url and urlsplit(url).scheme in ("http", "https"):
        return f'{source} · <a href="{escape(url, quote=True)}" rel="noreferrer">{escape(url)}</a>'
    return source


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
    cells = "".join(f'<dt>{name}</dt><dd dir="auto">{escape(told)}</dd>\n' for name, told in rows)
    return f"<dl>\n{cells}</dl>\n"


def _version(shown: Shown, versions: int) -> str:
    after = describe_after(shown.after_published_s)
    return (
        f"version {shown.version} of {versions}, {shown.at:%d %B %Y %H:%M} UTC{', ' + after if after else ''}"
    )


def _html(pieces: Iterable[Piece]) -> str:
    return "".join(
        f"<{_TAGS[piece.mark]}>{escape(piece.text)}</{_TAGS[piece.mark]}>"
        if piece.mark in _TAGS
        else escape(piece.text)
        for piece in pieces
    )
