"""What each fact costs: articles of 400 words a CPU second, and each kind's share of the time.

python -m tests.bench.fact_cost

The texts are those of a made-up world, in its languages, joined to articles of some 400 words. Each room
is timed where `annotate` calls it, so what one hands to the next is as in a run; the speed of all of them
together is measured without the timers, and after the word lists are loaded.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from tasks.facts import annotate
from tests.bench.shared import REASON, SHARED

_WORDS = 400
_ROOMS = ("find_", "resolve_")  # what the names of rooms begin with
_OTHER = "between them"


class Text(NamedTuple):
    """An article to state the facts of."""

    language: str
    title: str
    body: str
    published: date


def read_texts(truth: Path, count: int) -> dict[str, list[Text]]:
    """Return at most *count* articles of some 400 words for each language of the world in *truth*."""
    texts: dict[str, list[Text]] = defaultdict(list)
    parts: dict[str, list[str]] = defaultdict(list)
    with truth.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            language = row["language"]
            parts[language].append(row["text"].replace("\n", "\n\n"))
            body = "\n\n".join(parts[language])
            if _length(body, language) >= _WORDS and len(texts[language]) < count:
                published = date.fromisoformat(row["published"][:10])
                texts[language].append(Text(language, row["title"], body, published))
                parts[language].clear()
    return dict(texts)


def _length(body: str, language: str) -> int:
    """Return the words of *body*; two characters are one where nothing stands between words."""
    return len(body) // 2 if language in ("zh", "ja") else len(body.split())


def state(texts: Sequence[Text]) -> float:
    """State the facts of *texts* and return the CPU seconds that took."""
    started = time.process_time()
    for text in texts:
        annotate.facts_of(text.body, title=text.title, published=text.published, language=text.language)
    return time.process_time() - started


@contextmanager
def timers() -> Iterator[dict[str, float]]:
    """Time each room that `annotate` calls; give the CPU seconds by the name of its function."""
    spent: dict[str, float] = defaultdict(float)
    rooms: dict[str, Callable[..., Any]] = {
        name: room for name, room in vars(annotate).items() if name.startswith(_ROOMS) and callable(room)
    }
    for name, room in rooms.items():
        setattr(annotate, name, _timed(name, room, spent))
    try:
        yield spent
    finally:
        for name, room in rooms.items():
            setattr(annotate, name, room)


def _timed(name: str, room: Callable[..., Any], spent: dict[str, float]) -> Callable[..., Any]:
    def run(*given: Any, **named: Any) -> Any:
        started = time.process_time()
        try:
            return room(*given, **named)
        finally:
            spent[name] += time.process_time() - started

    return run


def shares(texts: Sequence[Text], rounds: int) -> dict[str, float]:
    """Return what each room takes of the time of all, the costliest first."""
    with timers() as spent:
        whole = sum(state(texts) for _ in range(rounds))
    spent[_OTHER] = max(0.0, whole - sum(spent.values()))
    return {name: seconds / whole for name, seconds in sorted(spent.items(), key=lambda entry: -entry[1])}


def describe(language: str, texts: Sequence[Text], rounds: int) -> str:
    """Return the figures of one language."""
    state(texts)  # load what is loaded once
    seconds = min(state(texts) for _ in range(rounds))
    lines = [f"{language}: {len(texts) / seconds:,.0f} articles of {_WORDS} words a CPU second"]
    for name, share in shares(texts, rounds).items():
        milliseconds = 1000 * share * seconds / len(texts)
        lines.append(f"    {name:24} {share:6.1%}  {milliseconds:6.2f} ms an article")
    return "\n".join(lines)


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--articles", type=int, default=40, help="of each language, at most")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if not SHARED.exists():
        raise SystemExit(REASON)
    with tempfile.TemporaryDirectory() as folder:
        world = Path(folder) / "world"
        size = ["--articles", "2000", "--sources", "40", "--foreign", "0.5", "--seed", "23"]
        command = [
            "newsworld",
            "generate",
            "--out",
            str(world),
            *size,
            "--formats",
            "text",
            "--text-share",
            "0",
        ]
        subprocess.run([sys.executable, "-m", *command], cwd=SHARED, check=True, stdout=subprocess.DEVNULL)
        by_language = read_texts(world / "truth.jsonl", options.articles)
    for language, texts in sorted(by_language.items(), key=lambda entry: (-len(entry[1]), entry[0])):
        print(describe(language, texts, options.rounds), flush=True)


if __name__ == "__main__":
    main()
