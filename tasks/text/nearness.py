"""Say how near to the headline an element of a page stands, and whether in a box about something else.

A page names many people and prints many days: those of its story stand beside the headline, those
of teasers, comments and other stories in containers of their own, mostly named after what they hold.
"""

from __future__ import annotations

import re

from tasks.model.wordings import normalise_words
from tasks.text.tree import Element, words_of

_MOST_HEADINGS = 40
_FAR = 99
_DEEPEST = 60
_ASIDE = re.compile(
    r"""(?:^|[\s_-])(?:
        related\w* | teasers? | recommend\w* | more-?(?:from|on|stories|news|articles)? | sidebar
      | comments?(?:list|author|body|date|meta)? | commentlist | disqus | repl(?:y|ies) | footer | nav
      | cards? | carousel | slider | swiper | latest | popular | trending | most-?(?:read|viewed)
      | events? | calendar | widgets? | feed | promos? | read-?(?:next|more) | also | similar
      | newsletter | gallery | caption | figure | copyright
    )(?=$|[\s_-])""",
    re.VERBOSE | re.IGNORECASE,
)
_ASIDE_TAGS = frozenset(["aside", "nav", "footer", "figure", "figcaption", "blockquote", "form"])


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
        """Does *element* stand in a box that does not hold the headline, and is named as one?"""
        climbing: Element | None = element
        for step in range(_DEEPEST):
            if climbing is None or climbing in self._around or climbing.tag in ("body", "main", "html"):
                return False
            if climbing.tag in _ASIDE_TAGS:
                return True
            names = f"{climbing.get('class') or ''} {climbing.get('id') or ''}"[:300]
            if step and len(names) > 1 and _ASIDE.search(names):
                return True
            climbing = climbing.getparent()
        return False


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
