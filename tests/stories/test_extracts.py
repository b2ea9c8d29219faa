from __future__ import annotations

import pytest

from tasks.model.records import Span
from tasks.stories.extracts import describe_copy
from tests.growth import grows_evenly
from tests.stories.desk import write_copies, write_story


def quoted(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


def test_a_text_is_all_of_itself() -> None:
    text = "\n\n".join(write_story(1))

    extract = describe_copy(text, text)

    assert (extract.copied_share, extract.kept_share, extract.added, extract.left_out) == (1.0, 1.0, (), ())


def test_what_a_desk_cuts_is_left_out_and_nothing_is_added() -> None:
    story = write_story(2)
    first, copy = "\n\n".join(story), "\n\n".join(story[:6])

    extract = describe_copy(first, copy)

    assert extract.copied_share == 1.0
    assert 0.55 < extract.kept_share < 0.75
    assert " ".join(quoted(first, extract.left_out)) == " ".join(story[6:])


def test_a_local_paragraph_is_added() -> None:
    story = write_story(3)
    copy = write_copies(story, 3)["with a local paragraph"]

    extract = describe_copy("\n\n".join(story), copy)

    assert " ".join(quoted(copy, extract.added)) == write_story(1_000_003, 1)[0]


@pytest.mark.parametrize("kind", ["with British spelling", "with other quotation marks"])
def test_spelling_and_typography_are_no_change(kind: str) -> None:
    story = write_story(4)

    extract = describe_copy("\n\n".join(story), write_copies(story, 4)[kind])

    assert (extract.added, extract.left_out) == ((), ())


@pytest.mark.parametrize("text", ["", "\n\n", "…"])
def test_an_empty_text_has_nothing_of_another(text: str) -> None:
    extract = describe_copy(text, "The ferry sails again.")

    assert (extract.copied_share, extract.kept_share) == (0.0, 0.0)


@pytest.mark.parametrize("piece", ["quay ", "“", "a.b", "\n.", "。", "x" * 50], ids=repr)
def test_work_grows_no_faster_than_the_text(piece: str) -> None:
    assert grows_evenly(lambda count: describe_copy(piece * count, piece * count), 20_000)
