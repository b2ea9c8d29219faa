"""Say how near to the headline an element of a page stands, and whether in a box about something else.

A page names many people and prints many days: those of its story stand beside the headline, those
of teasers, comments and other stories in containers of their own, mostly named after what they hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasks.model.wordings import normalise_words
from tasks.text.tree import Element, words_of

_MOST_HEADINGS = 40
_FAR = 99
_DEEPEST = 60
_ASIDE = re.compile(
    r"""(?:^|[\s_-])(?:
        related\w* | teasers? | recommend\w* | more-?(?:from|on|stories|news|articles)?
      | comments?(?:list|author|body|date|meta)? | commentlist | disqus | repl(?:y|ies) | footer | nav
      | cards? | carousel | slider | swiper | latest | popular | trending | most-?(?:read|viewed)
      | events? | calendar | widgets? | feed | promos? | read-?(?:next|more) | also | similar
      | newsletter | gallery | caption | figure | copyright
    )(?=$|[\s_-])""",
    re.VERBOSE | re.IGNORECASE,
)
_ASIDE_TAGS = frozenset(["nav", "footer", "figure", "figcaption", "blockquote", "form"])
_BESIDE = re.compile(r"(?:^|[\s_-])side-?bar", re.IGNORECASE)


class Nearness:
    """The headline of a page, and what stands around it.

    >>> from tasks.text.tree import parse_markup
    >>> root = parse_markup("<div><h1>Gates</h1><i>4 March</i></div><p class=related><b>9 May</b>")
    >>> near = Nearness(root, "Gates")
    >>> [near.steps_to(next(root.iter(tag))) for tag in "ib"]
    [1, 2]
    >>> [near.is_aside(next(root.iter(tag))) for tag in "ib"]
    [False, True]
    """

    def __init__(self, root: Element, title: str | None) -> None:
        self.headline = _find_headline(root, title)
        self._around: dict[Element, int] = {}
        element = self.headline
        while element is not None:
            self._around[element] = len(self._around)
            element = element.getparent()

    def steps_to(self, element: Element) -> int:
        """Return how far up from the headline the nearest element stands that holds *element* as well."""
        climbing: Element | None = element
        for _ in range(_DEEPEST):
            if climbing is None:
                break
            if climbing in self._around:
                return self._around[climbing]
            climbing = climbing.getparent()
        return _FAR

    def is_aside(self, element: Element) -> bool:
        """Does *element* stand in a box that does not hold the headline, and is named after other things?"""
        return any(
            box.tag in _ASIDE_TAGS or (box is not element and _ASIDE.search(_names_of(box)) is not None)
            for box in self._boxes_around(element)
        )

    def is_beside(self, element: Element) -> bool:
        """Does *element* stand in a side bar, which holds what goes with the story and what does not?"""
        return any(
            box.tag == "aside" or _BESIDE.search(_names_of(box)) is not None
            for box in self._boxes_around(element)
        )

    def _boxes_around(self, element: Element) -> Iterator[Element]:
        """Yield *element* and those it stands in, up to the first that holds the headline as well."""
        climbing: Element | None = element
        for _ in range(_DEEPEST):
            if climbing is None or climbing in self._around or climbing.tag in ("body", "main", "html"):
                return
            yield climbing
            climbing = climbing.getparent()


def _names_of(element: Element) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"[:300]


def _find_headline(root: Element, title: str | None) -> Element | None:
    """Return the heading that says *title*, else the first headline, else nothing."""
    wanted = normalise_words(title or "")
    first: Element | None = None
    for count, heading in enumerate(root.iter("h1", "h2")):
        if count == _MOST_HEADINGS:
            break
        words = normalise_words(words_of(heading))
        if wanted and (words == wanted or (len(wanted) > 20 and wanted in words)):
            return heading
        if first is None and heading.tag == "h1" and words:
            first = heading
    return first
