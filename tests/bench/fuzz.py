"""Break pages in every way and shape them: each must give an article or a reason, soon and in little memory.

python -m tests.bench.fuzz --pages 100000
python -m tests.bench.fuzz --only 4711   # one page again: the same number is the same page

Pages of our own, and beside the labelled data those of the packs and of a made-up world, are cut, doubled,
swapped, nested, and their bytes and charsets spoiled. Anything raised but DocumentRejected is a fault.
"""

from __future__ import annotations

import argparse
import random
import resource
import tarfile
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tasks.model.errors import DocumentRejected, NotAnArticle
from tasks.model.records import MediaType, RawDocument
from tasks.text.shape import shape
from tests.bench.layouts import read_pages
from tests.bench.newsworld import generate
from tests.bench.shared import SHARED

_SHARE = 4_000  # pages for one process
_PACKS = ("sh", "fe", "ft", "wx")
_LABELLED = 0.2  # of the pages: they are a hundred times as long as the others
_CHARSETS = ("utf-8", "utf-16", "utf-32", "cp1252", "koi8-r", "shift_jis", "gb18030", "euc_kr", "cp1256")
_PIECES = (
    b"<div>", b"</div>", b"<b><i>", b"<p>", b"<br>", b"<table><tr><td>", b"<a href='", b"<!--", b"-->",
    b"<![CDATA[", b"<script>", b"</script>", b"<style>", b"<title>", b"<h1>", b"<svg>", b"<template>",
    b"<form>", b"<noscript>", b"<script type='application/ld+json'>{\"@type\":\"NewsArticle\",",
    b"<time datetime='2024-02-30T25:61'>", b"<meta charset='utf-7'>", b"<base href='//'>", b"\0", b"\xff\xfe",
    b"\xed\xa0\x80", b"&#xD800;", b"&#0;", b"&amp", b"<link rel=canonical href='http://[::1'>",
    b"\xe2\x80\xae", b"{", b"]", b"\"", b"'",
)  # fmt: skip

_WORDS = "Harbour warden Nora Feld said the boats would still sail every hour, and that pupils pay half. "
_MOST_READ = "<aside><h3>Most read</h3><ul><li><a href=/1>Another headline</a></ul></aside>"
_POSTS = "".join(f"<section class=live-post><time>1{i}:00</time><p>{_WORDS}</section>" for i in range(6))
_UPDATE = f'{{"articleBody":"{_WORDS}","datePublished":"2024-05-02T09:00Z"}}'
_LIVE = f'{{"@type":"LiveBlogPosting","headline":"Fares","liveBlogUpdate":[{_UPDATE}]}}'
_TEXTS = (
    f"<title>Fares</title><article><h1>Fares</h1><p class=byline>By Ugo Brand</p><p>{_WORDS * 2}{_MOST_READ}",
    f"<script type='application/ld+json'>{_LIVE}</script><h1>Fares live</h1>{_POSTS}",
    "<h1>World</h1>" + "".join(f"<h2><a href=/{i}>Story {i}</a></h2><p>{_WORDS}</p>" for i in range(9)),
    f'<div id=app></div><script type="application/json">{{"body":[{{"text":"{_WORDS}"}},"{_WORDS}"]}}',
    f"<table><tr><td><font size=5>Fares</font><br>2 May 2024<br><br>{_WORDS}<br><br>{_WORDS}</table>",
    "<form><input type=password></form><h1>Sign in</h1>",
    "<h1>404</h1><p>Not found",
    "",
    f"<html lang=ar dir=rtl><h1>الميناء</h1><p>{'قال مدير الميناء إن السفن ستبحر كل ساعة. ' * 9}</p>",
    f"<html lang=ja><h1>港</h1><p>{'港湾管理者は、船は毎時間出航すると述べた。' * 9}</p>",
)
_SAMPLES = tuple(text.encode() for text in _TEXTS)


@dataclass(slots=True)
class Tally:
    """What became of some pages."""

    pages: int = 0
    articles: int = 0
    rejected: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: tuple[float, int] = (0.0, -1)  # CPU seconds, and the number of the page
    before_mb: float = 0.0
    peak_mb: float = 0.0

    def add(self, other: Tally) -> None:
        """Take over what *other* counts."""
        self.pages += other.pages
        self.articles += other.articles
        self.rejected.update(other.rejected)
        self.faults.extend(other.faults)
        self.slowest = max(self.slowest, other.slowest)
        self.before_mb = max(self.before_mb, other.before_mb)
        self.peak_mb = max(self.peak_mb, other.peak_mb)


@cache
def _labelled(pack: str) -> tuple[bytes, ...]:
    path = SHARED / "bench" / "extraction" / f"{pack}.tar.xz"
    if not path.exists():
        return ()
    with tarfile.open(path) as members:
        files = [members.extractfile(member) for member in members if member.name.startswith("html/")]
        return tuple(file.read() for file in files if file is not None)


@cache
def _made_up(folder: str) -> tuple[bytes, ...]:
    if not SHARED.exists():
        return ()
    return tuple(
        content for _, content in read_pages(generate(Path(folder), 600, sources=64, formats="pages"))
    )


def make_page(number: int, folder: str) -> bytes:
    """Return the broken page that has this *number*."""
    chance = random.Random(f"page {number}")
    pools: Sequence[Sequence[bytes]] = [_SAMPLES, _made_up(folder)]
    pool = _labelled(chance.choice(_PACKS)) if chance.random() < _LABELLED else chance.choice(pools)
    page = chance.choice(pool or _SAMPLES)
    for _ in range(chance.randint(1, 4)):
        page = chance.choice(_BREAKS)(page, chance)
    return page


def _place(page: bytes, chance: random.Random) -> tuple[int, int]:
    start, end = sorted((chance.randint(0, len(page)), chance.randint(0, len(page))))
    return start, end


def _cut(page: bytes, chance: random.Random) -> bytes:
    start, end = _place(page, chance)
    return chance.choice([page[:end], page[start:], page[:start] + page[end:]])


def _double(page: bytes, chance: random.Random) -> bytes:
    start, end = _place(page, chance)
    times = chance.choice([1, 2, 40]) if len(page) < 100_000 else 1
    return page[:end] + page[start:end] * times + page[end:]


def _swap(page: bytes, chance: random.Random) -> bytes:
    start, end = _place(page, chance)
    middle = (start + end) // 2
    return page[:start] + page[middle:end] + page[start:middle] + page[end:]


def _nest(page: bytes, chance: random.Random) -> bytes:
    start, end = _place(page, chance)
    times = chance.choice([3, 100, 1_000, 20_000])
    return page[:start] + chance.choice(_PIECES) * times + page[start:end] + page[end:]


def _insert(page: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 30)):
        place = chance.randint(0, len(page))
        page = page[:place] + chance.choice(_PIECES) + page[place:]
    return page


def _spoil(page: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(page)
    for _ in range(chance.choice([1, 20, 400]) if spoilt else 0):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def _recode(page: bytes, chance: random.Random) -> bytes:
    text = page.decode(chance.choice(["utf-8", "cp1252", "utf-16-le"]), "replace")
    return text.encode(chance.choice(_CHARSETS), "replace")


def _stretch(page: bytes, chance: random.Random) -> bytes:
    start, end = _place(page, chance)
    piece = page[start : min(end, start + chance.choice([1, 8, 200]))]
    return page[:start] + piece * (chance.choice([10_000, 1_000_000]) // max(1, len(piece))) + page[end:]


_BREAKS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _cut, _double, _swap, _nest, _insert, _spoil, _recode, _stretch,
)  # fmt: skip


def try_pages(numbers: range, folder: str) -> Tally:
    """Shape the pages of these *numbers* and return what became of them."""
    tally = Tally()
    for pack in _PACKS:
        _labelled(pack)
    _made_up(folder)
    tally.before_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for number in numbers:
        page = make_page(number, folder)
        started = time.process_time()
        _try(RawDocument(source="fuzz", locator=str(number), media_type=MediaType.HTML, content=page), tally)
        tally.slowest = max(tally.slowest, (time.process_time() - started, number))
        tally.pages += 1
    tally.peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return tally


def _try(document: RawDocument, tally: Tally) -> None:
    try:
        shape(document)
        tally.articles += 1
    except NotAnArticle as error:
        tally.rejected[f"{error.reason}: {error.page_kind}"] += 1
    except DocumentRejected as error:
        tally.rejected[error.reason] += 1
    except Exception as error:  # what this is looking for
        tally.faults.append(f"page {document.locator}: {type(error).__name__}: {error}"[:200])


def _shares(pages: int) -> Iterator[range]:
    return (range(first, min(pages, first + _SHARE)) for first in range(0, pages, _SHARE))


def measure(pages: int, folder: str, jobs: int) -> Tally:
    """Try so many pages in processes of their own: one that crashes is a fault, and the others go on."""
    total = Tally()
    for share in _shares(pages):
        with ProcessPoolExecutor(jobs) as pool:
            step = -(-len(share) // jobs)
            parts = [share[first : first + step] for first in range(0, len(share), step)]
            for part, future in [(part, pool.submit(try_pages, part, folder)) for part in parts]:
                try:
                    total.add(future.result())
                except BrokenProcessPool:
                    total.faults.append(f"a crash among the pages {part.start} to {part.stop - 1}")
    return total


def show(total: Tally) -> None:
    """Print what became of the pages."""
    print(f"pages       {total.pages}")
    print(f"articles    {total.articles}")
    print(f"rejected    {total.rejected.total()}")
    for reason, count in total.rejected.most_common():
        print(f"  {reason:32} {count}")
    print(f"exceptions other than DocumentRejected: {len(total.faults)}")
    for fault in total.faults[:20]:
        print(f"  {fault}")
    print(f"slowest     {total.slowest[0]:.2f} CPU s, page {total.slowest[1]}")
    print(f"memory      {total.peak_mb:.0f} MB at its peak, {total.before_mb:.0f} MB before the first page")


def main() -> None:
    """Parse the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pages", type=int, default=20_000)
    parser.add_argument("--only", type=int, help="the number of one page")
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if options.only is not None:
            show(try_pages(range(options.only, options.only + 1), folder))
        else:
            show(measure(options.pages, folder, options.jobs))


if __name__ == "__main__":
    main()
