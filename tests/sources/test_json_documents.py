from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.model.errors import TruncatedDocument
from tasks.model.records import Limits, RawDocument, Rejection, Source
from tasks.sources.json_walk import JsonWalk
from tasks.sources.read import read_source

Outcome = RawDocument | Rejection
ARTICLES = [{"title": f"Ferry {number}", "text": "It returns in spring."} for number in range(3)]
KEPT = ["item=1 kept", "item=2 kept", "item=3 kept"]


def _read(path: Path, content: str, *, limits: Limits | None = None) -> list[str]:
    path.write_text(content)
    outcomes = read_source(Source(target=str(path), limits=limits or Limits()))
    return [
        f"{outcome.locator.partition('#')[2]} {outcome.reason if isinstance(outcome, Rejection) else 'kept'}"
        for outcome in outcomes
    ]


@pytest.mark.parametrize(
    "document",
    [
        json.dumps(ARTICLES),
        json.dumps(ARTICLES, indent=2),
        "[\n" + ",\n".join(map(json.dumps, ARTICLES)) + "\n]\n",
        json.dumps({"status": "ok", "totalResults": 3, "articles": ARTICLES}),
        json.dumps({"response": {"status": "ok", "results": ARTICLES}}, indent=1),
        json.dumps({"hits": {"total": 3, "hits": [{"_source": article} for article in ARTICLES]}}),
        "\n".join(json.dumps(article, indent=2) for article in ARTICLES),
    ],
    ids=["list", "pretty list", "list by lines", "newsapi", "guardian", "elasticsearch", "pretty objects"],
)
def test_the_articles_in_a_document_are_found(tmp_path: Path, document: str) -> None:
    assert _read(tmp_path / "a.json", document) == KEPT


def test_one_article_is_one_document(tmp_path: Path) -> None:
    article = {**ARTICLES[0], "related": [{"title": "Another", "url": "https://a.example/2"}]}

    assert _read(tmp_path / "a.json", json.dumps(article, indent=2)) == ["item=1 kept"]


def test_an_empty_list_is_an_empty_document(tmp_path: Path) -> None:
    assert _read(tmp_path / "a.json", "[]") == [" empty"]


def test_an_element_that_is_no_json_is_rejected_alone(tmp_path: Path) -> None:
    good = json.dumps(ARTICLES[0])

    told = _read(tmp_path / "a.json", f'[{good}, {{"title": oops}}, 7, {good}]')

    assert told == ["item=1 kept", "item=2 malformed_record", "item=3 malformed_record", "item=4 kept"]


def test_a_cut_list_gives_the_articles_before_the_cut(tmp_path: Path) -> None:
    plain, wrapped = json.dumps(ARTICLES), json.dumps({"articles": ARTICLES})

    assert _read(tmp_path / "a.json", plain[:-10]) == ["item=1 kept", "item=2 kept", "item=3 truncated"]
    assert _read(tmp_path / "a.json", wrapped[:-10]) == ["item=1 kept", "item=2 kept", "item=3 truncated"]


def test_an_element_larger_than_a_record_may_be_is_skipped_alone(tmp_path: Path) -> None:
    huge = {"title": "Huge", "text": "x" * 300_000, "tags": ["a", "b"]}
    articles = [ARTICLES[0], huge, ARTICLES[1]]

    for document in (articles, {"articles": articles}):
        told = _read(tmp_path / "a.json", json.dumps(document), limits=Limits(record_bytes=1000))
        assert told == ["item=1 kept", "item=2 oversized", "item=3 kept"]


def test_what_follows_the_list_is_told(tmp_path: Path) -> None:
    told = _read(tmp_path / "a.json", json.dumps(ARTICLES, indent=1) + " and more")

    assert told == [*KEPT, "item=4 malformed_record"]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=10,
)


class _Drip(io.RawIOBase):
    """A stream that comes a few bytes at a time."""

    def __init__(self, content: bytes, size: int) -> None:
        self._content = io.BytesIO(content)
        self._size = size

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._content.read(self._size)


@given(st.lists(_JSON, max_size=6), st.integers(1, 9), st.sampled_from([None, 2]), st.booleans())
def test_a_walk_gives_the_elements_of_any_list(
    elements: list[object], size: int, indent: int | None, ascii_only: bool
) -> None:
    content = json.dumps(elements, indent=indent, ensure_ascii=ascii_only).encode("utf-8", "replace")
    walk = JsonWalk(_Drip(content, size), limit=10_000)  # type: ignore[arg-type]  # only read() is called

    assert walk.enter_list(re.compile(rb"\A\s*\["))
    found = [json.loads(element or b"") for element in walk.elements()]

    assert found == json.loads(content)


@given(st.binary(max_size=80), st.integers(1, 9))
def test_a_walk_over_any_bytes_ends(junk: bytes, size: int) -> None:
    walk = JsonWalk(_Drip(b"[" + junk, size), limit=20)  # type: ignore[arg-type]  # only read() is called

    assert walk.enter_list(re.compile(rb"\A\s*\["))
    try:
        list(walk.elements())
        list(walk.values())
    except TruncatedDocument:
        pass
