"""Choose the blocks of a page that are the story: by rule first, then by what was learned.

Each element of the page is worth the prose in it less what else is in it; the best is the story's
container. Of its blocks, prose stays, and what stands between prose and belongs to it: subheads,
short answers, list items. A lead that stands above the container, below the headline, is fetched in.
What the rules choose is one of the things that the judge of blocks looks at; the judge decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from tasks.model.wordings import normalise_words
from tasks.text.authors import is_byline
from tasks.text.blocks import Block
from tasks.text.credits import read_credit
from tasks.text.features import Scene
from tasks.text.judge import judge_blocks
from tasks.text.tree import Element

_OTHER_COSTS = 1.5  # how much a character that is no prose counts against its container
_DESCENT = 0.92  # a child with so much of the prose is the container itself
_LEAD_REACH = 14  # blocks between headline and container that are looked at for a lead
_LEAD_LENGTH = 60
_SHORT = 200  # characters: what is longer points nowhere
_RESUMES = 160  # characters of a paragraph that is story again after a heading that points elsewhere

_POINTER = re.compile(
    r"(?:read\s(?:more|also|next)|also\sread|see\salso|related(?:\s(?:articles?|stories|news|content|topics?|links?))?|more\s(?:on|from|stories|news)\b.*"
    r"|recommended|you\smay\s(?:also\s)?like|most\s(?:read|popular|viewed)|trending|don['’]t\smiss|watch|listen|photos?|tags?|topics?|share|comments?"
    r"|in\spictures|editor['’]s\spicks?|top\sstories|latest\snews|sign\sup|subscribe|newsletter|advertisement|lee\stambi[eé]n|le(?:a|er)\sm[aá]s"
    r"|lire\saussi|à\slire|sur\sle\smême\ssujet|lesen\ssie\sauch|mehr\szum\sthema|leia\s(?:também|mais)|saiba\smais|leggi\sanche|lees\sook"
    r"|читайте\sтакже|по\sтеме|اقرأ\sأيضا|यह\sभी\sपढ़ें|延伸阅读|相关阅读|関連記事)\s?(?:\(\d{1,5}\))?\s?[:：>»…]?",
    re.IGNORECASE,
)
# These three read small letters: a search that folds case at each letter takes five times as long.
_CAPTION = re.compile(
    r"(?:photo|image|picture|foto|credit|bild|crédit|photograph|video|fotografía|фото)\s?(?:by|credit)?\s?[:：/]",
)
_LEGAL = re.compile(
    r"(?:©|\(c\)\s|copyright\b|all\srights\sreserved|tous\sdroits|alle\srechte|todos\slos\sderechos)",
)
_OFFER = re.compile(
    r"\b(?:sign\sup|subscribe|newsletter|download\s(?:our|the)\sapp|follow\sus|in\syour\sinbox|cookies?\b.{0,60}\b(?:accept|policy|experience)"
    r"|accept\b.{0,30}\bcookies?|already\sa\s(?:subscriber|member)|unlimited\saccess|support\s(?:our|independent)\sjournalism|click\shere\sto"
    r"|share\sthis\s(?:article|story)|join\sour\s(?:whatsapp|telegram)|read\sour\sprivacy)\b",
)

_ENDED = re.compile(r"[.!?…:;,\"”’»。！？।)]\s?\Z")


def choose_story(blocks: Sequence[Block], *, title: str | None, said: str = "") -> list[Block]:
    """Return the blocks that are the story, in order; none where the page has no story.

    *said* is what the page says of itself: its descriptions.

    >>> from tasks.text.blocks import cut_blocks
    >>> from tasks.text.tree import parse_markup
    >>> markup = "<ul><li><a href='/'>Home</a></ul><h1>Gates</h1><p>Two of the five gates were open at dawn."
    >>> [block.text for block in choose_story(cut_blocks(parse_markup(markup)), title="Gates")]
    ['Two of the five gates were open at dawn.']
    """
    story = choose_by_rule(blocks, title=title)
    if not story:
        return []
    judged = judge_blocks(set_scene(blocks, story, title=title, said=said))
    return judged if any(block.is_prose for block in judged) else story


def choose_by_rule(blocks: Sequence[Block], *, title: str | None) -> list[Block]:
    """Return the blocks that are the story as far as rules can tell."""
    worth = [_worth(block) for block in blocks]
    container = _best_container(blocks, worth)
    if container is None:
        return []
    inside = _range_inside(blocks, container)
    start, end = _without_head(blocks, inside, title)
    story = _keep(blocks[start:end], title)
    return [*_lead_above(blocks, start, story, title), *story]


def set_scene(blocks: Sequence[Block], story: Sequence[Block], *, title: str | None, said: str) -> Scene:
    """Return what the judge looks at, given the *story* that the rules chose."""
    chosen = {id(block) for block in story}
    return Scene(
        blocks=blocks,
        story=[place for place, block in enumerate(blocks) if id(block) in chosen],
        beside=[_is_beside(block) for block in blocks],
        pointers=[_points_elsewhere(block.text) for block in blocks],
        title=title,
        said=said,
    )


def _points_elsewhere(text: str) -> int:
    """Say whether *text* begins by pointing to other stories (1), or says nothing else (2)."""
    found = _POINTER.match(text) if len(text) <= _SHORT else None
    if found is None or not found.end():
        return 0
    return 2 if found.end() == len(text) else 1


def _worth(block: Block) -> float:
    """Return the characters of prose in *block*, negative where it is something else."""
    if block.is_heading:
        return 0.0
    if block.is_prose and not _is_beside(block):
        return len(block.text) * (1 - block.link_share / 2)
    return -_OTHER_COSTS * min(len(block.text), 12 + block.link_length)


def _is_beside(block: Block) -> bool:
    """Is it prose that belongs to the page and not to the story?"""
    if len(block.text) >= 300:
        return False
    text = block.text.lower()
    if _OFFER.search(text) or _LEGAL.search(text[:80]):
        return True
    return len(text) < 200 and (_CAPTION.match(text) is not None or _LEGAL.search(text) is not None)


def _best_container(blocks: Sequence[Block], worth: Sequence[float]) -> Element | None:
    """Return the element whose subtree is worth most; of equals, the innermost."""
    total: dict[Element, float] = {}
    prose: dict[Element, float] = {}
    for block, value in zip(blocks, worth, strict=True):
        element: Element | None = block.element
        while element is not None:
            total[element] = total.get(element, 0.0) + value
            if value > 0:
                prose[element] = prose.get(element, 0.0) + value
            element = element.getparent()
    if not prose:
        return None
    best = max(prose, key=lambda element: total[element])
    while True:
        inner = max(best, key=lambda child: prose.get(child, 0.0), default=None)
        if inner is None or prose.get(inner, 0.0) < _DESCENT * prose[best]:
            return best
        best = inner


def _range_inside(blocks: Sequence[Block], container: Element) -> tuple[int, int]:
    """Return the range of *blocks* that stand in *container*."""
    inside = [
        index
        for index, block in enumerate(blocks)
        if block.element is container or container in block.element.iterancestors()
    ]
    return (inside[0], inside[-1] + 1) if inside else (0, 0)


def _without_head(blocks: Sequence[Block], inside: tuple[int, int], title: str | None) -> tuple[int, int]:
    """Begin after the headline, if it stands in the container."""
    start, end = inside
    wanted = normalise_words(title or "")
    for index in range(start, min(end, start + 40)):
        block = blocks[index]
        if block.tag == "h1" or (wanted and len(block.text) < 300 and normalise_words(block.text) == wanted):
            return index + 1, end
        if block.is_prose and len(block.text) > 200:
            break
    return start, end


def _keep(blocks: Sequence[Block], title: str | None) -> list[Block]:
    """Return what of *blocks* belongs to the story."""
    kept: list[Block] = []
    waiting: list[Block] = []  # headings and short lines: kept once prose follows them
    is_aside = False  # below a heading such as "Most read", until the story goes on
    for block in blocks:
        if block.is_heading:
            is_aside = _POINTER.fullmatch(block.text) is not None or (is_aside and block.link_share > 0.5)
        elif is_aside and not (block.is_prose and not block.link_length and len(block.text) >= _RESUMES):
            continue
        elif is_aside:
            is_aside = False
        if _is_story_prose(block):
            kept.extend(waiting if kept else [line for line in waiting if line.is_heading])
            kept.append(block)
            waiting = []
        elif _may_stand_between(block, title):
            waiting.append(block)
        elif block.is_heading or _POINTER.fullmatch(block.text):
            waiting = []
    kept.extend(_closing_lines(waiting))
    return kept if any(block.is_prose for block in kept) else []


def _is_story_prose(block: Block) -> bool:
    if not block.is_prose or _is_beside(block) or is_byline(block.text):
        return False
    pointer = _POINTER.match(block.text)
    return (
        pointer is None
        or pointer.end() == 0
        or block.link_share < 0.3
        or block.text[pointer.end() - 1] not in ":：>»"
    )


def _may_stand_between(block: Block, title: str | None) -> bool:
    """Could a short block be part of the story, if the story goes on after it?"""
    text = block.text
    if read_credit(text) is not None:
        return True
    if block.link_share > 0.5 or _POINTER.fullmatch(text) or _is_beside(block) or is_byline(text):
        return False
    if block.is_heading:
        return normalise_words(text) != normalise_words(title or "")
    if block.tag == "p" and not block.link_length and len(text) >= 15:
        return True
    if block.tag == "blockquote" and not _ENDED.search(text[-4:]):
        return False  # words set large for their looks: what is quoted is a sentence
    return block.tag in ("li", "td", "dd", "pre") or text[-1:] in '.!?…:;"”’»。！？।)' or len(text) > 40


def _closing_lines(waiting: Sequence[Block]) -> list[Block]:
    """Return the short lines right after the last prose that still belong to it, such as a credit."""
    closing = []
    for block in waiting[:3]:
        ends = block.text[-1:] in '.!?…"”’»。！？।)' or block.text[:1] in "(—–-©["
        if read_credit(block.text) is None and (block.is_heading or not ends or len(block.text) > 200):
            break
        closing.append(block)
    return closing


def _lead_above(
    blocks: Sequence[Block], start: int, story: Sequence[Block], title: str | None
) -> list[Block]:
    """Return the lead that stands between the headline and the story's container."""
    if not story:
        return []
    wanted = normalise_words(title or "")
    leads: list[Block] = []
    for index in range(start - 1, max(-1, start - 1 - _LEAD_REACH), -1):
        block = blocks[index]
        if block.tag == "h1" or (wanted and normalise_words(block.text) == wanted):
            seen = {lead.text for lead in story[:3]}
            return [lead for lead in reversed(leads) if lead.text not in seen]
        if (
            block.is_prose
            and len(block.text) >= _LEAD_LENGTH
            and block.link_share < 0.3
            and not _is_beside(block)
        ):
            leads.append(block)
    return []
