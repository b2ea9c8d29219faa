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


PROSE = "The dike board let two of the five gates stand open for the whole night. "


def test_names_of_modules_say_nothing_where_the_page_is_built_of_them() -> None:
    markup = "<div class='page-widget widget-text'><p>{}</p></div>" * 3
    assert len(blocks_of(markup.format(*(PROSE * 3,) * 3))) == 3


def test_a_module_beside_the_story_is_left_out_and_a_picture_with_its_words_always() -> None:
    story = f"<div>{f'<p>{PROSE * 4}</p>' * 5}</div>"
    plea = "<div class=widget-support><p>Give to the paper that reads the tide tables for you.</p></div>"
    picture = "<div class=image-widget><p>The keeper of the gates, at noon.</p></div>"
    assert len(blocks_of(story + plea)) == 5
    assert len(blocks_of(f"<div class=text-widget>{story}</div>" + picture)) == 5


def test_a_figure_around_a_table_or_a_quotation_is_story_and_its_caption_is_not() -> None:
    table = "<figure><table><tr><td>Gate 1</td></tr></table><figcaption>The gates</figcaption></figure>"
    quotation = "<figure><blockquote>We sat on the sluice until the moon was up.</blockquote></figure>"
    picture = "<figure><img src=a.jpg><p>The keeper</p></figure>"
    found = [block.text for block in blocks_of(table + quotation + picture)]
    assert found == ["Gate 1", "We sat on the sluice until the moon was up."]


def test_words_set_large_are_left_out_where_the_story_has_them_in_a_sentence() -> None:
    markup = (
        "<blockquote>we sat on the sluice until the moon was up</blockquote>"
        "<p>“We sat on the sluice until the moon was up, and nobody came,” the warden said.</p>"
        "<blockquote>Nobody at the board had asked for this in writing, ever.</blockquote>"
    )
    assert [block.tag for block in blocks_of(markup)] == ["p", "blockquote"]


def test_the_rest_of_a_story_behind_a_button_is_read_and_a_hidden_box_is_not() -> None:
    markup = (
        f"<div><p>{PROSE}</p><p hidden>The third gate is stuck.</p></div>"
        "<div><p hidden>A box of words</p><p hidden>that nobody ever sees.</p></div>"
    )
    assert [block.text for block in blocks_of(markup)] == [PROSE.strip(), "The third gate is stuck."]


def test_a_button_left_open_around_the_story_hides_nothing() -> None:
    paragraphs = f"<p>{PROSE * 2}</p>" * 4
    assert len(blocks_of(f"<button class=menu>Menu<main>{paragraphs}</main>")) >= 4
    assert len(blocks_of(f"<button>Menu</button><main>{paragraphs}</main>")) == 4


def test_what_pops_up_at_a_name_is_no_part_of_its_sentence() -> None:
    markup = "<p>Warden <a href=/p>Nora Feld</a><span class=tooltip-content>More on Feld</span> came.</p>"
    assert [block.text for block in blocks_of(markup)] == ["Warden Nora Feld came."]


def test_what_unfolds_within_the_story_is_story() -> None:
    markup = f"<p>{PROSE}</p><details><summary>Why two gates?</summary><p>{PROSE}</p></details>"
    assert [block.tag for block in blocks_of(markup)] == ["p", "summary", "p"]


def test_a_text_that_a_button_unfolds_is_story_and_the_button_is_not() -> None:
    markup = f"<div class=readmore><p>{PROSE * 2}</p></div><div class=read-more><a href=/b>Read on</a></div>"
    assert [block.text for block in blocks_of(markup)] == [(PROSE * 2).strip()]
