"""How a page is cut into blocks, and what of it is left out."""

from tasks.text.blocks import Block, cut_blocks
from tasks.text.tree import parse_markup


def blocks_of(markup: str) -> list[Block]:
    root = parse_markup(markup)
    assert root is not None
    return cut_blocks(root)


def test_the_body_of_an_article_is_kept_whatever_else_its_names_say() -> None:
    markup = "<main>{}<div class='article-body pagination-first'><p>{}</p></div></main>".format(
        "<p>A notice of the harbour office about its hours and fees in winter.</p>" * 9,
        "Gates opened at dawn. " * 4,
    )
    assert any("Gates opened" in block.text for block in blocks_of(markup))


def test_a_post_shown_inside_the_story_is_kept_and_the_buttons_for_sharing_are_not() -> None:
    markup = (
        "<div><div class=social-media-embed><p>Gates opened.</p></div><div class=social-bar>Share</div></div>"
    )
    assert [block.text for block in blocks_of(markup)] == ["Gates opened."]
