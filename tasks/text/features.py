"""What tells the paragraphs of a story from the rest of a page: numbers for each block, for the judge.

All of them hold in any language and on any site: lengths, links, places in the tree and on the page, the
neighbours, and whether names that pages give to their parts sound like story or like furniture.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log

from tasks.model.wordings import normalise_words
from tasks.text.blocks import Block
from tasks.text.tree import Element

_NAMED_ANCESTORS = 6  # levels whose class and id are read
_FAR = 40
_STORY_NAME = re.compile(
    r"article|story|post|entry|body|content|text|main|paragraph|copy|news|detail|artikel|corpo|cuerpo|nota|texte"
)
_BODY_NAME = re.compile(
    r"(?:article|story|post|entry|content|news|main|detail|artikel|text)[-_]*(?:body|content|text|copy|inner|main|wrap)"
    r"|body-?(?:text|copy|content)|articlebody|rich-?text|paragraph|wysiwyg"
)
_OTHER_NAME = re.compile(
    r"related|recommend|promo|teaser|card|widget|sidebar|aside|footer|header|nav|menu|share|social|newsletter"
    r"|subscri|comment|author|byline|caption|credit|tag|topic|more|list|item|ad-|ads|advert|banner|cookie|meta"
    r"|date|time|bio|summary|live|embed|tool|module|box|trending|popular|latest|breadcrumb|rating|disclaimer|correction"
)
_STARTS = re.compile(r"[\"'“‘«„(\[]?\w")
_ENDS = tuple('.!?…。！？।؟"”’»)')


@dataclass(slots=True)
class _Around:
    """What stands in one element of the page, all that is below it."""

    prose: int = 0
    length: int = 0
    links: int = 0
    blocks: int = 0


FEATURES = (
    "length", "links", "is_prose", "is_heading", "ends", "tag_p", "tag_li", "tag_cell", "tag_quote",
    "digits", "commas", "upper", "anchors", "repeated", "is_story", "depth", "in_article", "in_main",
    "body_name", "story_name", "other_name", "other_near", "from_title", "before_title", "relative",
    "from_start", "from_end", "parent_prose", "parent_links", "parent_blocks", "grand_prose", "grand_links",
    "page_share", "prev_length", "prev_links", "prev_prose", "prev_story", "prev2_length", "prev2_prose",
    "next_length", "next_links", "next_prose", "next_story", "next2_length", "next2_prose", "prev_heading",
    "next_heading", "same_parent_prev", "same_parent_next", "like_title", "prose_after", "is_beside",
    "heading_above",
)  # fmt: skip


def describe(
    blocks: Sequence[Block], story: frozenset[int], beside: Sequence[bool], *, title: str | None
) -> list[list[float]]:
    """Return the numbers named in ``FEATURES`` for each of *blocks*.

    *story* are the blocks that the rules of ``body`` would keep, *beside* says which they would not for
    what is written in them.
    """
    around = _sum_up(blocks)
    whole = sum(len(block.text) for block in blocks if block.is_prose) or 1
    repeated = Counter(block.text for block in blocks)
    place = _place_of_title(blocks, title)
    wanted = normalise_words(title or "")
    first, last = (min(story), max(story)) if story else (0, len(blocks) - 1)
    plain = [_plain(block) for block in blocks]
    after = _prose_after(blocks)
    names: dict[Element, tuple[float, ...]] = {}
    nothing = (0.0, 0.0, 0.0, 0.0)
    rows: list[list[float]] = []
    heading = 0.0
    for index, block in enumerate(blocks):
        text, element = block.text, block.element
        parent = element.getparent()
        own = around[element]
        upper = around[parent] if parent is not None else own
        near = plain[index - 1] if index else nothing
        near2 = plain[index - 2] if index > 1 else nothing
        follow = plain[index + 1] if index + 1 < len(blocks) else nothing
        follow2 = plain[index + 2] if index + 2 < len(blocks) else nothing
        if element not in names:
            names[element] = _names_above(element)
        if block.is_heading:
            heading = 1.0 if block.link_share > 0.5 else 2.0
        length, links, prose, is_heading = plain[index]
        rows.append(
            [
                length, links, prose, is_heading, float(text.endswith(_ENDS)),
                float(block.tag == "p"), float(block.tag in ("li", "dd", "dt")), float(block.tag in ("td", "th")),
                float(block.tag in ("blockquote", "pre")),
                sum(map(str.isdigit, text[:200])) / min(len(text), 200),
                (text.count(",") + text.count("،") + text.count("、") + text.count("，")) / len(text) * 100,
                float(text[:1].isupper() or not text[:1].islower()),
                float(len(block.anchors)), float(repeated[text] > 1), float(index in story),
                *names[element],
                float(min(abs(index - place), _FAR)) if place is not None else -1.0,
                float(place is not None and index < place), index / len(blocks),
                float(max(-_FAR, min(index - first, _FAR))), float(max(-_FAR, min(last - index, _FAR))),
                log(1 + own.prose), own.links / (own.length or 1), float(min(own.blocks, _FAR)),
                log(1 + upper.prose), upper.links / (upper.length or 1), upper.prose / whole,
                near[0], near[1], near[2], float(index - 1 in story), near2[0], near2[2],
                follow[0], follow[1], follow[2], float(index + 1 in story), follow2[0], follow2[2],
                near[3], follow[3],
                float(index > 0 and blocks[index - 1].element.getparent() is parent),
                float(index + 1 < len(blocks) and blocks[index + 1].element.getparent() is parent),
                float(bool(wanted) and len(text) < 300 and normalise_words(text) == wanted),
                after[index] / whole, float(beside[index]), heading,
            ]
        )  # fmt: skip
    return rows


def _plain(block: Block) -> tuple[float, ...]:
    return log(1 + len(block.text)), block.link_share, float(block.is_prose), float(block.is_heading)


def _sum_up(blocks: Sequence[Block]) -> dict[Element, _Around]:
    around: dict[Element, _Around] = {}
    for block in blocks:
        length, prose = len(block.text), len(block.text) if block.is_prose else 0
        element: Element | None = block.element
        while element is not None:
            here = around.get(element)
            if here is None:
                here = around[element] = _Around()
            here.prose += prose
            here.length += length
            here.links += block.link_length
            here.blocks += 1
            element = element.getparent()
    return around


def _place_of_title(blocks: Sequence[Block], title: str | None) -> int | None:
    wanted = normalise_words(title or "")
    places = [
        index
        for index, block in enumerate(blocks)
        if wanted and len(block.text) < 300 and normalise_words(block.text) == wanted
    ]
    if places:
        return places[0]
    return next((index for index, block in enumerate(blocks) if block.tag == "h1"), None)


def _prose_after(blocks: Sequence[Block]) -> list[int]:
    after, total = [], 0
    for block in reversed(blocks):
        after.append(total)
        total += len(block.text) if block.is_prose else 0
    return after[::-1]


def _names_above(element: Element) -> tuple[float, ...]:
    """Return depth, whether an article or main element is around, and what the names above sound like."""
    depth = level = 0
    in_article = in_main = body = story = other = near = 0.0
    above: Element | None = element
    while above is not None:
        depth += 1
        if above.tag == "article":
            in_article = 1.0
        elif above.tag == "main":
            in_main = 1.0
        if level < _NAMED_ANCESTORS:
            level += 1
            names = f"{above.get('class') or ''} {above.get('id') or ''} {above.get('itemprop') or ''}"
            if len(names) > 2:
                names = names[:300].lower()
                body += _BODY_NAME.search(names) is not None
                story += _STORY_NAME.search(names) is not None
                if _OTHER_NAME.search(names) is not None:
                    other += 1
                    near = near or float(level)
        above = above.getparent()
    return float(depth), in_article, in_main, body, story, other, near
