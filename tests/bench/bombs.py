"""What the heaviest answers of a misbehaving server cost in memory: whole ``newsmill ingest`` processes.

python -m tests.bench.bombs
"""

from __future__ import annotations

import os
import re
import tempfile
from typing import Any

import httpx

from tests.bench.clock import lab
from tests.bench.shared import REASON, SHARED, Watched, newsmill, watch

_ORDINARY = "/enc/gzip"  # a page like any other, packed as most are
_ORDINARY_MB = 64  # which the lab grants every case but those that are meant to cost
_HEADING = f"{'case':24} {'above an ordinary page':>23} {'seconds':>8}  what became of it"


def ingest(url: str) -> Watched:
    """Read *url* into a warehouse of its own."""
    with tempfile.TemporaryDirectory() as home:
        return watch(newsmill("--home", home, "ingest", url), every=0.02)


def measure(cases: list[dict[str, Any]]) -> None:
    """Print what each of *cases* that is allowed to be heavy costs above an ordinary page."""
    ordinary = ingest(next(case["url"] for case in cases if case["path"] == _ORDINARY))
    print(f"an ordinary page: peak {ordinary.peak_mb:.0f} MB, {ordinary.seconds:.1f} s\n\n{_HEADING}")
    most = 0.0
    for case in cases:
        if (case.get("max_mb") or 0) > _ORDINARY_MB:
            went = ingest(case["url"])
            above = went.peak_mb - ordinary.peak_mb
            most = max(most, above)
            print(f"{case['id']:24} {above:20.0f} MB {went.seconds:8.1f}  {_outcome(went)}")
    print(f"\nat most {most:.0f} MB above an ordinary page")


def _outcome(went: Watched) -> str:
    """Return the sentence in which the command sums up what it did."""
    said = f"{went.stdout}\n{went.stderr}"
    summary = re.search(r"^(?:Completed|Degraded|Failed)\b.*", said, re.MULTILINE | re.IGNORECASE)
    return f"exit {went.code}: {summary[0][:90] if summary else said.strip()[-90:]}"


def main() -> None:
    """Serve the lab and measure."""
    if not SHARED.is_dir():
        raise SystemExit(REASON)
    with lab() as told:
        os.environ["NEWSMILL_ALLOW"] = ",".join(url.split("//")[1] for url in told["origins"].values())
        measure(httpx.get(f"{told['base']}/__manifest").json()["cases"])


if __name__ == "__main__":
    main()
