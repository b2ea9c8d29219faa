"""The fault campaign in small: each fault once, on a handful of articles. ``make bench`` runs it in full."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.faults import ON_FILES, ON_THE_NETWORK, Content, Fault, Stage, find_amiss, read_content
from tests.polling.site import Site, item, page, rss

WORDS = ("ferry", "harbour", "bridge", "kiln", "market", "lantern", "quarry", "orchard", "tram", "well")
SPAN = 4.0  # seconds: start-up, shaping, load

pytestmark = pytest.mark.timeout(600)


def text_of(number: int) -> str:
    """Return some made-up news that is like no other."""
    chosen = random.Random(number)
    said = " ".join(chosen.choice(WORDS) for _ in range(60))
    what = f"The {WORDS[number % 10]} number {number}"
    return f"{what} opens on Monday, said warden Nora Feld. {said.capitalize()}."


@pytest.fixture(scope="module")
def inputs(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """A table and a folder that tell of some articles twice."""
    folder = tmp_path_factory.mktemp("inputs")
    rows = [
        {
            "url": f"https://courier.example/{number}",
            "title": f"{WORDS[number % 10].title()} {number} opens",
            "published": "2026-03-10T08:00:00Z",
            "body": text_of(number),
        }
        for number in range(30)
    ]
    table, notes = folder / "articles.jsonl", folder / "notes"
    notes.mkdir()
    table.write_text("".join(json.dumps(row) + "\n" for row in [*rows, *rows[:5]]), encoding="utf-8")
    for number in range(100, 105):
        note = f"Notice {number}\n\nAMBREL, March 9: {text_of(number)}"
        (notes / f"{number}.txt").write_text(note, encoding="utf-8")
    return [str(table), str(notes)]


@pytest.fixture(scope="module")
def from_files(inputs: list[str], tmp_path_factory: pytest.TempPathFactory) -> Content:
    """What is stored when nothing happens."""
    stage = Stage(tmp_path_factory.mktemp("calm") / "home", inputs, random.Random(), SPAN)
    code, said = stage.ingest()
    assert code == 0, said
    return read_content(stage.home)


@pytest.fixture
def site() -> Iterator[Site]:
    """A feed with pages behind it."""
    with Site({f"/{n}": page(f"{WORDS[n].title()} opens", text=text_of(n) * 4) for n in range(10)}) as site:
        site.answers["/feed"] = rss(*(item(f"{{here}}/{n}", f"{WORDS[n].title()} opens") for n in range(10)))
        yield site


def on_network(home: Path, site: Site) -> Stage:
    home.mkdir(parents=True, exist_ok=True)
    (home / "sources.toml").write_text(
        f'[settings]\nallow = ["{site.pair}"]\nhost_delay_seconds = 0\n'
        f'[[source]]\nname = "courier"\nkind = "feed"\nurl = "{site.url("/feed")}"\n',
        encoding="utf-8",
    )
    return Stage(home, (), random.Random(), SPAN, site=site)


@pytest.mark.parametrize("fault", ON_FILES, ids=lambda fault: fault.__name__)
def test_after_a_fault_a_rerun_has_all_of_the_files_once(
    fault: Fault, inputs: list[str], from_files: Content, tmp_path: Path
) -> None:
    stage = Stage(tmp_path / "home", inputs, random.Random(fault.__name__), SPAN)

    fault(stage)

    assert find_amiss(stage, from_files) == []


@pytest.mark.parametrize("fault", ON_THE_NETWORK, ids=lambda fault: fault.__name__)
def test_after_a_fault_a_rerun_has_all_of_the_network_once(fault: Fault, site: Site, tmp_path: Path) -> None:
    calm = on_network(tmp_path / "calm", site)
    assert calm.ingest()[0] == 0
    stage = on_network(tmp_path / "home", site)
    stage.moments.seed(fault.__name__)

    fault(stage)

    assert len(read_content(calm.home)) == 10
    assert find_amiss(stage, read_content(calm.home)) == []
