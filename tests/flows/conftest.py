"""One Prefect for all flow tests: it takes seconds to start, so it is started once, and only here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def prefect() -> Iterator[None]:
    """Record flow runs in a database of the tests' own."""
    from prefect.testing.utilities import prefect_test_harness

    from flows.deploy import make_limit

    with prefect_test_harness(server_startup_timeout=180):
        make_limit()
        yield


@pytest.fixture
def clippings(tmp_path: Path) -> Path:
    """A folder with two articles and a picture."""
    folder = tmp_path / "clippings"
    folder.mkdir()
    (folder / "ferry.txt").write_text(
        "Ferry returns to Tarnbrook\n\nTARNBROOK: The night ferry returns on Monday, said Ilse Okafor. "
        "It had been laid up since the storm of last winter.\n",
        encoding="utf-8",
    )
    (folder / "kiln.txt").write_text(
        "Old kiln to be a museum\n\nMARLOW: The brick kiln at Marlow becomes a museum, the council decided. "
        "The first visitors are expected in spring.\n",
        encoding="utf-8",
    )
    (folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    return folder
