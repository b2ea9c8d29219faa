"""Run every scorer beside the checkout and write ``docs/quality.md``: figures, each with its command.

python -m tests.bench.run            # or: make bench
python -m tests.bench.run --only facts,cases   # these sections of the page, the others as they are
"""

from __future__ import annotations

import argparse
import platform
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.shared import CHECKOUT, REASON, SHARED

TARGET = CHECKOUT / "docs" / "quality.md"
NOTES = CHECKOUT / "docs" / "quality-notes.md"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scorer:
    """One scorer: a name to choose it by, a heading, and its command (``{shared}`` is filled in)."""

    name: str
    heading: str
    command: tuple[str, ...]


SCORERS = (
    Scorer(
        name="cases",
        heading="Small hard inputs",
        command=("{shared}/cases/run.py", "tests.bench.adapters:case"),
    ),
    Scorer(
        name="facts",
        heading="Facts",
        command=(
            "{shared}/bench/structured/score.py",
            "--system",
            "tests.bench.adapters:facts",
            "--text-root",
            "{shared}/seeds",
        ),
    ),
    Scorer(
        name="fact-cost",
        heading="What each fact costs",
        command=("-m", "tests.bench.fact_cost"),
    ),
    Scorer(
        name="topics",
        heading="Topics beside the sections that publishers name",
        command=("-m", "tests.bench.topics"),
    ),
    Scorer(
        name="copies",
        heading="Copies of one text",
        command=("-m", "tests.bench.copies", "--sizes", "100000"),
    ),
    Scorer(
        name="pages",
        heading="Article text, title, authors, date",
        command=("{shared}/bench/extraction/score.py", "--extractor", "tests.bench.adapters:page", "--time"),
    ),
    Scorer(
        name="lab-pages",
        heading="Pages of a server that misbehaves",
        command=("{shared}/faultlab/check.py", "--page", "tests.bench.adapters:page"),
    ),
    Scorer(
        name="layouts",
        heading="Pages of a made-up world, by layout",
        command=("-m", "tests.bench.layouts", "--articles", "4000"),
    ),
    Scorer(
        name="fuzz",
        heading="Pages broken on purpose",
        command=("-m", "tests.bench.fuzz", "--pages", "20000"),
    ),
    Scorer(
        name="feeds",
        heading="Feeds",
        command=("{shared}/bench/feeds/score.py", "tests.bench.adapters:feed"),
    ),
    Scorer(
        name="feed-speed",
        heading="Feeds a CPU second",
        command=("{shared}/bench/feeds/score.py", "tests.bench.adapters:feed", "--speed"),
    ),
    Scorer(
        name="lab",
        heading="A server that misbehaves",
        command=("{shared}/faultlab/check.py", "--client", "tests.bench.adapters:client"),
    ),
    Scorer(
        name="lab-feeds",
        heading="Feeds of a server that misbehaves",
        command=("{shared}/faultlab/check.py", "--feed", "tests.bench.adapters:feed"),
    ),
    Scorer(
        name="bombs",
        heading="The memory of its heaviest answers",
        command=("-m", "tests.bench.bombs"),
    ),
    Scorer(
        name="rhythm",
        heading="How soon articles are seen, and at what cost",
        command=("-m", "tests.bench.polling", "--nights"),
    ),
    Scorer(
        name="unchanged",
        heading="Feeds in which nothing changed",
        command=("-m", "tests.bench.unchanged"),
    ),
    Scorer(
        name="clock",
        heading="Ten days of a made-up world, polled by the deployed flow",
        command=("-m", "tests.bench.clock"),
    ),
    Scorer(
        name="world",
        heading="A made-up world of 10,000 articles",
        command=("-m", "tests.bench.newsworld", "--articles", "10000"),
    ),
    Scorer(
        name="edits",
        heading="Edits of a made-up world, in order and shuffled",
        command=("-m", "tests.bench.edits"),
    ),
    Scorer(
        name="kill",
        heading="The same, killed ten times first",
        command=("-m", "tests.bench.newsworld", "--articles", "10000", "--kill", "10"),
    ),
    Scorer(
        name="faults",
        heading="What can happen to a home that nobody watches",
        command=("-m", "tests.bench.campaign"),
    ),
    Scorer(
        name="memory",
        heading="Four times as many articles",
        command=("-m", "tests.bench.newsworld", "--articles", "40000"),
    ),
    Scorer(
        name="prefect",
        heading="What Prefect adds",
        command=("-m", "tests.bench.bookkeeping", "--articles", "10000"),
    ),
)


def run(scorer: Scorer) -> str:
    """Run *scorer* and return what it prints, an error included."""
    arguments = [part.format(shared=SHARED) for part in scorer.command]
    went = subprocess.run(
        [sys.executable, *arguments], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    printed = went.stdout.strip() or went.stderr.strip()
    if went.returncode not in (0, 1):
        printed += f"\n(ended with {went.returncode}: {went.stderr.strip()[-300:]})"
    return printed


def section(scorer: Scorer, printed: str) -> str:
    """Return the Markdown of one scorer: heading, command, day, figures."""
    command = "python " + " ".join(part.format(shared="../shared") for part in scorer.command)
    measured = f"Measured on {datetime.now(UTC):%d %B %Y}, Python {platform.python_version()}."
    return f"## {scorer.heading}\n\n    {command}\n\n{measured}\n\n```\n{printed}\n```\n"


def read_sections(page: Path) -> dict[str, str]:
    """Return the sections of *page* by heading; none where there is no page."""
    if not page.exists():
        return {}
    text = page.read_text(encoding="utf-8")
    headings = "|".join(re.escape(scorer.heading) for scorer in SCORERS)  # what they print has some as well
    _, *parts = re.split(rf"^## ({headings})$", text, flags=re.MULTILINE)
    return {
        heading: f"## {heading}{body.rstrip()}\n"
        for heading, body in zip(parts[::2], parts[1::2], strict=True)
    }


def write_page(sections: Mapping[str, str]) -> None:
    """Write *sections* in the order of the scorers, below what is to be said about all of them."""
    notes = NOTES.read_text(encoding="utf-8") if NOTES.exists() else ""
    head = "# Quality\n\nWritten by `make bench`; every figure stands under the command that prints it.\n\n"
    kept = [sections[scorer.heading] for scorer in SCORERS if scorer.heading in sections]
    TARGET.write_text(head + notes + "\n".join(kept), encoding="utf-8")


def main() -> None:
    """Run the chosen scorers, and put what they print into their sections of the page."""
    parser = argparse.ArgumentParser(description="Run the scorers and write docs/quality.md")
    parser.add_argument("--only", help="comma-separated names: " + ", ".join(s.name for s in SCORERS))
    options = parser.parse_args()
    if not SHARED.exists():
        raise SystemExit(REASON)
    chosen = options.only.split(",") if options.only else [scorer.name for scorer in SCORERS]
    for scorer in SCORERS:
        if scorer.name in chosen:
            print(f"… {scorer.name}", file=sys.stderr)
            measured = section(scorer, run(scorer))
            print(measured, flush=True)
            write_page(read_sections(TARGET) | {scorer.heading: measured})
    print(f"wrote {TARGET.relative_to(CHECKOUT)}", file=sys.stderr)


if __name__ == "__main__":
    main()
