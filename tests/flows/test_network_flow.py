"""The flow asks the network like a source among others, and the server knows how it went."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.polling.site import WORDS, Answer, Site, item, rss

pytestmark = pytest.mark.usefixtures("prefect")


def configure(home: Path, site: Site, *sources: str) -> None:
    home.mkdir(exist_ok=True)
    blocks = [
        f'[[source]]\nname = "{name}"\nkind = "feed"\nurl = "{site.url(f"/{name}")}"\n' for name in sources
    ]
    text = f'[settings]\nallow = ["{site.pair}"]\nhost_delay_seconds = 0\n'
    (home / "sources.toml").write_text("\n".join([text, *blocks]), encoding="utf-8")


def ingest(home: Path, *, everything: bool = True) -> Any:
    from flows.ingest import ingest as flow

    return flow(all=everything, home=str(home), return_state=True)


def test_a_source_without_an_answer_leaves_the_others_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Site({"/courier": rss(item("{here}/a", "Ferry", WORDS)), "/gazette": Answer(b"", 500)}) as site:
        configure(home, site, "courier", "gazette")

        state = ingest(home)

    assert state.name == "Degraded"
    assert state.result().total.new == 1
    assert "/gazette: server error" in state.message


def test_a_flow_fails_when_no_source_answered_and_recovers_by_itself(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Site({"/courier": Answer(b"", 500)}) as site:
        configure(home, site, "courier")
        failed = ingest(home)
        site.answers["/courier"] = rss(item("{here}/a", "Ferry", WORDS))

        recovered, again = ingest(home), ingest(home, everything=False)

    assert failed.is_failed()
    assert (recovered.name, recovered.result().total.new) == ("Completed", 1)
    assert (again.name, again.result().total.read) == ("Completed", 0)
