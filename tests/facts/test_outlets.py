"""Which outlets an article leans on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.facts.outlets import find_citations

PIECES = (
    "The the Times Lae Post told reported according to citing , . post.example website a daily Reuters’s by"
)


@pytest.mark.parametrize(
    ("text", "outlet", "relation"),
    [
        ("It was so, according to a report published by The Lae Tribune.", "The Lae Tribune", "according_to"),
        ("As per The Lae Tribune reports, it was so.", "The Lae Tribune", "according_to"),
        ("It was so, ANI reported.", "ANI", "reported_by"),
        ("Lae Times reported on Sunday that it was so.", "Lae Times", "reported_by"),
        ("Waves of Moresby, a shipping newspaper, reported it.", "Waves of Moresby", "reported_by"),
        ("The plan, the weekly Reef Ledger reported, is dead.", "Reef Ledger", "reported_by"),
        ("She told the Tolai daily Kundu Drum that it was so.", "Kundu Drum", "told"),
        ("She told the Morning Lagoon Gazette that it was so.", "Morning Lagoon Gazette", "told"),
        ("She said so in an interview with the BBC.", "BBC", "told"),
        ("Citing Reuters, it said so.", "Reuters", "cited"),
        ("Records seen by the Reef Gazette show it.", "Reef Gazette", "cited"),
        ("He told The Lantern that it was so.", "The Lantern", "told"),
    ],
)
def test_an_outlet_that_the_sentence_leans_on_is_cited(text: str, outlet: str, relation: str) -> None:
    assert [(c.outlet, c.relation) for c in find_citations(text)] == [(outlet, relation)]


@pytest.mark.parametrize(
    "text",
    ["Two officials told reefpost.example that it was so.", "The website reefpost.example reported it."],
)
def test_a_website_keeps_its_address(text: str) -> None:
    (citation,) = find_citations(text)

    assert (citation.outlet, citation.url) == ("reefpost.example", "reefpost.example")


@pytest.mark.parametrize(
    "text",
    [
        "The ministry told the senate that it was so.",
        "Wendy Sun said it on Monday.",
        "Press Secretary Ann Bell told reporters so.",
        "The Hague court said so.",
        "The Human Rights Commission reported three cases.",
        "He bought The Reef Courier for $5 million.",
        "Write to ann@reefpost.example or visit reefpost.example for more.",
    ],
)
def test_speakers_and_outlets_talked_about_are_no_citation(text: str) -> None:
    assert find_citations(text) == ()


@given(
    st.one_of(
        st.text(max_size=200),
        st.lists(st.sampled_from(PIECES.split()), max_size=30).map(" ".join),
        st.lists(st.sampled_from(PIECES.split()), max_size=30).map("".join),
    )
)
def test_any_text_has_citations_that_quote_it(text: str) -> None:
    for citation in find_citations(text):
        assert text[slice(*citation.span)] == citation.outlet
        assert citation.relation in {"reported_by", "according_to", "told", "cited"}


@pytest.mark.parametrize("piece", ["The Times ", "told ", "a.", "A", "the daily ", "according to "])
def test_a_large_text_of_junk_is_read_to_its_end(piece: str) -> None:
    junk = piece * (100_000 // len(piece))

    assert find_citations(junk + ".\n\nIt was so, ANI reported.")[-1].outlet == "ANI"
