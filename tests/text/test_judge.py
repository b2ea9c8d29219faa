"""Which blocks of a page the judge takes for its story."""

import numpy as np
import pytest

from tasks.text.blocks import Block, cut_blocks
from tasks.text.body import choose_by_rule, choose_story, set_scene
from tasks.text.features import describe
from tasks.text.judge import choose_likely, the_forest
from tasks.text.tree import parse_markup
from tests.growth import grows_evenly

_STORY = tuple(
    f"Harbour warden Nora Feld opened gate {n} before the tide came in, and said that {n} boats had passed."
    for n in range(1, 8)
)
_PAGE = "<html><body><h1>Gates open at dawn</h1><div class=text>{}</div>{}</body></html>"


def _blocks(markup: str) -> list[Block]:
    root = parse_markup(markup)
    assert root is not None
    return cut_blocks(root)


def _texts(markup: str) -> list[str]:
    return [block.text for block in choose_story(_blocks(markup), title="Gates open at dawn")]


def _paragraphs() -> str:
    return "".join(f"<p>{line}</p>" for line in _STORY)


def test_a_plain_story_is_kept_whole() -> None:
    assert _texts(_PAGE.format(_paragraphs(), "")) == list(_STORY)


def test_teasers_of_other_stories_are_left_out() -> None:
    teasers = "".join(
        f"<li><a href='/{n}'>Ferry line raises fare {n}</a><p>Riders of line {n} pay more.</p></li>"
        for n in range(9)
    )

    assert _texts(_PAGE.format(_paragraphs(), f"<h3>More stories</h3><ul>{teasers}</ul>")) == list(_STORY)


def test_a_time_that_stands_alone_is_not_added() -> None:
    posts = "".join(f"<div><span>1{n}:00</span><p>{line}</p></div>" for n, line in enumerate(_STORY))

    assert _texts(_PAGE.format(posts, "")) == list(_STORY)


def test_a_page_without_a_story_has_none() -> None:
    assert _texts("<ul><li><a href='/'>Home</a></li><li><a href='/news'>News</a></li></ul>") == []


def test_the_same_page_gives_the_same_story() -> None:
    page = _PAGE.format(_paragraphs(), "<p>Sign up for our newsletter</p>")

    assert _texts(page) == _texts(page)


@pytest.mark.parametrize("title", [None, "", "Gates open at dawn"], ids=["none", "empty", "stated"])
def test_each_number_that_is_asked_for_is_given_and_finite(title: str | None) -> None:
    blocks = _blocks(_PAGE.format(_paragraphs(), "<p>|</p>"))

    scene = set_scene(blocks, choose_by_rule(blocks, title=title), title=title, said="")
    columns = describe(scene)

    assert set(the_forest().names) <= set(columns)
    assert all(len(column) == len(blocks) and np.isfinite(column).all() for column in columns.values())


def test_what_is_likely_at_all_is_kept_where_all_is_doubtful() -> None:
    texts = ["Two gates are open."] * 3

    assert choose_likely(np.array([0.4, 0.4, 0.05]), texts) == [0, 1]
    assert choose_likely(np.array([0.99, 0.99, 0.4]), texts) == [0, 1]


def test_judging_grows_no_faster_than_the_page() -> None:
    line = "<div class=a><p>Two of the five gates were open at dawn, the warden said on the quay.</p></div>"

    assert grows_evenly(lambda size: choose_story(_blocks(line * size), title=None), 300)
