from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.polling.site import Reader, Site


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


@pytest.fixture
def reader(site: Site, tmp_path: Path) -> Reader:
    return Reader(site=site, folder=tmp_path / "landing")
