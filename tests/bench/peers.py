"""Other extractors beside Newsmill, on the same pages in the same run.

    python -m tests.bench.peers --sets sh,fe,ft --packages ENVIRONMENT/lib/python3.11/site-packages

Prints what the scorer prints, and pages per second of processor time as a ratio to trafilatura. Which of
the others are installed, here or in the folder of ``--packages``, decides who takes part; none of them is
needed by the product, so an environment of their own (``pip install trafilatura resiliparse
readability-lxml newspaper4k``) is the place for them.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from tests.bench.adapters import page
from tests.bench.shared import SHARED

Extractor = Callable[[bytes, str], dict[str, Any]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", default="sh,fe,ft,wx,tf")
    parser.add_argument("--packages", metavar="FOLDER", help="where the others are installed")
    options = parser.parse_args()
    if options.packages:
        sys.path.append(options.packages)  # behind our own: a package both have is ours
    folder = SHARED / "bench" / "extraction"
    sys.path.insert(0, str(folder))
    score = importlib.import_module("score")
    packs = {name: score.load_pack(folder / f"{name}.tar.xz") for name in options.sets.split(",")}
    speeds: dict[str, float] = {}
    for name, (module, extractor) in _PEERS.items():
        if importlib.util.find_spec(module) is None:
            print(f"{name:12} is not installed")
            continue
        speeds[name] = _run(name, extractor, packs, score)
    base = speeds.get("trafilatura")
    for name, speed in speeds.items():
        ratio = f"  {speed / base:.2f} x trafilatura" if base else ""
        print(f"{name:12} {speed:7.1f} pages per CPU second{ratio}")


def _run(name: str, extractor: Extractor, packs: dict[str, Sequence[Any]], score: Any) -> float:
    """Print the figures of one extractor, and return its pages per second of processor time."""
    spent, count = 0.0, 0
    for kind, pages in packs.items():
        extractor(pages[0].html, pages[0].url)  # what is loaded at the first call is not counted
        answers, failed = {}, 0
        for labelled in pages:
            before = time.process_time()
            try:
                answers[labelled.id] = extractor(labelled.html, labelled.url)
            except Exception as error:
                failed += 1
                answers[labelled.id] = {}
                print(f"{name}: {type(error).__name__} at {labelled.id}", file=sys.stderr)
            spent += time.process_time() - before
        count += len(pages)
        result = score.score_set(pages, answers)
        fields = (
            f"{field} {result[field]['exact' if field == 'title' else 'f1']:.4f}"
            for field in ("title", "authors", "date")
            if field in result
        )
        text = result.get("text")
        body = f"text {text['f1']:.4f} P {text['p']:.4f} R {text['r']:.4f}" if text else ""
        print(
            f"{name:12} {kind} {len(pages):4} pages {failed:2} failed  {body}  {'  '.join(fields)}",
            flush=True,
        )
    return count / spent if spent else 0.0


def _trafilatura(html: bytes, url: str) -> dict[str, Any]:
    found = importlib.import_module("trafilatura").bare_extraction(
        html, url=url, include_comments=False, with_metadata=True
    )
    if found is None:
        return {}
    return {"text": found.text, "title": found.title, "authors": found.author, "published": found.date}


def _resiliparse(html: bytes, url: str) -> dict[str, Any]:
    extract = importlib.import_module("resiliparse.extract.html2text").extract_plain_text
    return {"text": extract(html.decode("utf-8", "replace"), main_content=True, alt_texts=False)}


def _readability(html: bytes, url: str) -> dict[str, Any]:
    document = importlib.import_module("readability").Document(html.decode("utf-8", "replace"))
    tree = importlib.import_module("lxml.html").fromstring(document.summary())
    lines = (" ".join(line.split()) for line in tree.itertext())
    return {"text": "\n".join(line for line in lines if line), "title": document.short_title()}


def _newspaper(html: bytes, url: str) -> dict[str, Any]:
    article = importlib.import_module("newspaper").Article(url, fetch_images=False)
    article.download(input_html=html.decode("utf-8", "replace"))
    article.parse()
    day = article.publish_date
    return {
        "text": article.text,
        "title": article.title,
        "authors": article.authors,
        "published": day.isoformat() if day else None,
    }


_PEERS: dict[str, tuple[str, Extractor]] = {
    "trafilatura": ("trafilatura", _trafilatura),
    "resiliparse": ("resiliparse", _resiliparse),
    "readability": ("readability", _readability),
    "newspaper4k": ("newspaper", _newspaper),
    "newsmill": ("tasks", page),
}


if __name__ == "__main__":
    main()
