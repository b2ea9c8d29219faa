from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.text.addresses import absolute_address, canonical_address, host_of


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("http://www.paper.example/a/b/", "https://paper.example/a/b"),
        ("https://PAPER.example:443/A?b=1#top", "https://paper.example/A?b=1"),
        ("https://paper.example:8080/a", "https://paper.example:8080/a"),
        ("https://paper.example/a?utm_source=x&utm_medium=y&id=7&fbclid=z", "https://paper.example/a?id=7"),
        ("https://paper.example/a?b=2&a=1", "https://paper.example/a?b=2&a=1"),
        ("https://paper.example/a/amp", "https://paper.example/a"),
        ("https://paper.example/a.amp.html", "https://paper.example/a.html"),
        ("https://paper.example/amp/a", "https://paper.example/a"),
        ("https://amp.paper.example/a", "https://paper.example/a"),
        ("https://m.paper.example/a?outputType=amp", "https://paper.example/a"),
        ("https://mobile.paper.example/a?amp=1", "https://paper.example/a"),
        ("https://en.m.paper.example/a", "https://en.paper.example/a"),
        ("https://em.m-paper.example/a", "https://em.m-paper.example/a"),
        (
            "https://paper-example.cdn.ampproject.org/c/s/www.paper.example/a?id=7",
            "https://paper.example/a?id=7",
        ),
        (
            "https://paper-example.cdn.ampproject.org/v/s/paper.example/a/amp?usqp=mq3",
            "https://paper.example/a",
        ),
        ("https://www.google.com/amp/s/amp.paper.example/a.html", "https://paper.example/a.html"),
        ("https://www.google.com/search?q=paper.example", "https://google.com/search?q=paper.example"),
        ("https://paper.example/watts?amp=40", "https://paper.example/watts?amp=40"),
        ("https://m.example/a", "https://m.example/a"),
        ("https://paper.example/?p=12", "https://paper.example/?p=12"),
        ("https://paper.example/caf%c3%a9/%7Efeld", "https://paper.example/caf%C3%A9/~feld"),
        ("https://paper.example/café", "https://paper.example/caf%C3%A9"),
        ("https://bücher.example/a", "https://xn--bcher-kva.example/a"),
        ("//paper.example/a", "https://paper.example/a"),
        ("mailto:desk@paper.example", None),
        ("javascript:void(0)", None),
        ("just words", None),
        ("http://[::1", None),
        ("https://paper.example:99999/a", None),
        ("", None),
        (None, None),
    ],
)
def test_one_address_stands_for_all_ways_to_write_it(url: str | None, canonical: str | None) -> None:
    assert canonical_address(url) == canonical


def test_a_relative_address_is_joined_to_its_page() -> None:
    assert canonical_address("../b?utm_x=1", base="https://paper.example/a/c") == "https://paper.example/b"
    assert absolute_address("b#c", base="https://paper.example/a/c") == "https://paper.example/a/b#c"


def test_the_host_comes_without_www() -> None:
    assert host_of("https://www.paper.example/a") == "paper.example"
    assert host_of("paper.example/a") is None


@given(st.text(max_size=120))
def test_the_canonical_form_is_stable(path: str) -> None:
    once = canonical_address(f"https://www.paper.example/{path}")

    assert once is None or canonical_address(once) in (once, canonical_address(canonical_address(once)))
