"""Pages of a made-up world in its sixteen layouts: what of text, title, authors and time is found in each.

python -m tests.bench.layouts --articles 4000

The text is compared word by word, with the closing credit, which we keep beside the body; the time to
the minute. A page that is refused, or whose author its layout does not print, counts as it would in use.
"""

from __future__ import annotations

import argparse
import json
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from tasks.model.errors import DocumentRejected
from tasks.model.records import Article, MediaType, RawDocument
from tasks.text.shape import shape
from tests.bench.newsworld import generate
from tests.bench.shared import REASON, SHARED

_WORD = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]|[^\W_]+")
_FIGURES = ("text F1", "title", "authors", "published")
_GOAL = 0.995
_SOURCES = 64  # four for each layout


def read_pages(world: Path) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Yield what is true of each article of *world*, and the last of its pages."""
    with (
        (world / "truth.jsonl").open(encoding="utf-8") as truths,
        (world / "index.jsonl").open(encoding="utf-8") as entries,
    ):
        for truth, entry in zip(truths, entries, strict=True):
            source, _, _, _, _, places, _ = json.loads(entry)
            start, size = places[-1]
            with (world / "pages" / f"{source}.pack").open("rb") as pack:
                pack.seek(start)
                yield json.loads(truth), pack.read(size)


def compare(truth: dict[str, Any], article: Article | None) -> tuple[float, ...]:
    """Return how much of *truth* is in *article*: text F1, and 1 or 0 for title, authors and time."""
    if article is None:
        return (0.0,) * len(_FIGURES)
    names = {_flat(author.name) for author in article.authors if author.role == "author"}
    published = datetime.fromisoformat(truth["published"])
    return (
        _f1(truth["text"], f"{article.body}\n{article.credit_line or ''}"),
        float(_flat(truth["title"]) == _flat(article.title or "")),
        float({_flat(name) for name in truth["authors"]} == names),
        float(article.published is not None and abs((article.published.at - published).total_seconds()) < 60),
    )


def _f1(wanted: str, got: str) -> float:
    ours, theirs = Counter(_WORD.findall(got)), Counter(_WORD.findall(wanted))
    both = (ours & theirs).total()
    return 2 * both / (ours.total() + theirs.total()) if both else 0.0


def _flat(text: str) -> str:
    return " ".join(_WORD.findall(text)).casefold()


def _shape(truth: dict[str, Any], content: bytes) -> Article | None:
    document = RawDocument(
        source="world", locator=truth["url"], media_type=MediaType.HTML, content=content, url=truth["url"]
    )
    try:
        return shape(document)
    except DocumentRejected:
        return None


def measure(folder: Path, articles: int, *, errors: int) -> None:
    """Shape the pages of a world and print the figures of each layout."""
    figures: defaultdict[str, list[tuple[float, ...]]] = defaultdict(list)
    for truth, content in read_pages(generate(folder, articles, sources=_SOURCES, formats="pages")):
        article = _shape(truth, content)
        found = compare(truth, article)
        figures[truth["layout"]].append(found)
        if errors and min(found) < 0.9:
            errors -= 1
            print(truth["layout"], truth["language"], found, truth["url"])
            print("  wanted", truth["title"], truth["authors"], truth["published"])
            if article is not None:
                names = [author.name for author in article.authors]
                print("  got   ", article.title, names, article.published and article.published.at)
    print("layout     pages " + " ".join(f"{name:>9}" for name in _FIGURES))
    every = [found for rows in figures.values() for found in rows]
    for layout, rows in [*sorted(figures.items()), ("all", every)]:
        means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
        below = "  below the goal" if min(means) < _GOAL else ""
        print(f"{layout:10} {len(rows):5} " + " ".join(f"{mean:9.4f}" for mean in means) + below)


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=4_000)
    parser.add_argument("--errors", type=int, default=0, help="show so many pages that went wrong")
    options = parser.parse_args()
    if not SHARED.exists():
        raise SystemExit(REASON)
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), options.articles, errors=options.errors)


if __name__ == "__main__":
    main()
