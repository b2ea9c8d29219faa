"""What is taken from the data a page carries for machines, and when."""

import json

import pytest

from tasks.model.errors import NotAnArticle
from tasks.model.records import Hints
from tasks.text.draft import Draft
from tasks.text.html import read_page
from tasks.text.state import find_story

STORY = [
    f"The dike board let gate {n} stand open for the whole night, and nobody came to look." for n in range(9)
]


def read(markup: str) -> Draft:
    return read_page(markup, url="https://courier.example/gates", hints=Hints(), locator="gates.html")


def shown(paragraphs: list[str]) -> str:
    return "<h1>Gates stood open</h1>" + "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def test_a_story_cut_by_a_wall_is_read_to_its_end_in_the_data_that_goes_on_from_it() -> None:
    data = json.dumps(
        {"@type": "NewsArticle", "headline": "Gates stood open", "articleBody": "\n\n".join(STORY)}
    )

    draft = read(f"<script type=application/ld+json>{data}</script>{shown(STORY[:4])}")

    assert draft.paragraphs == tuple(STORY)
    assert draft.body_origin == "json-ld"


def test_data_that_tells_another_story_than_the_page_is_not_believed() -> None:
    other = " ".join(f"Ferry {n} was late again on Monday, said the line." for n in range(40))
    data = json.dumps({"@type": "NewsArticle", "headline": "Gates stood open", "articleBody": other})

    draft = read(f"<script type=application/ld+json>{data}</script>{shown(STORY[:4])}")

    assert draft.paragraphs == tuple(STORY[:4])


@pytest.mark.parametrize(
    "assigned",
    ["window.__STATE__ = {};", "App.cache=App.cache||{{}};App.globalContent={};App.theme='blue'"],
    ids=["alone", "among other statements"],
)
def test_a_story_that_a_program_gives_a_name_is_found_by_its_title(assigned: str) -> None:
    elements = [{"type": "text", "content": f"<b>{paragraph}</b>"} for paragraph in STORY]
    state = json.dumps({"headlines": {"basic": "Gates stood open"}, "content_elements": elements})

    draft = read(f"<h1>Gates stood open</h1><script>{assigned.format(state)}</script>")

    assert draft.paragraphs == tuple(STORY)
    assert draft.body_origin == "state"


def test_a_program_text_in_a_string_is_read_and_what_is_called_otherwise_is_not() -> None:
    state = json.dumps({"title": "Gates stood open", "body": STORY})
    quoted = f"window.__DATA__ = JSON.parse({json.dumps(state)});"
    assert find_story((), [quoted], ["Gates stood open all night"]) is not None
    assert find_story((), [quoted], ["Ferry late"]) is None


def test_the_menus_of_a_program_are_no_story() -> None:
    menu = json.dumps({"title": "Our guides", "items": [{"text": line} for line in STORY]})
    with pytest.raises(NotAnArticle):
        read(f"<h1>Loft</h1><script>window.menu = {menu}</script><p>Loft</p>")
