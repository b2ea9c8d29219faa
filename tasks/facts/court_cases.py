"""Court cases by the two who meet in them: “Feld v. Port of Tarn”.

Teams meet too. “v.” with its point is what lawyers write; “v” and “vs” count only where a court, a
judge or a ruling stands near in the same sentence.
"""

from __future__ import annotations

import re

from tasks.model.records import Span

_WORD = r"[A-ZÀ-Þ][\w’'&.-]{0,30}(?<![.,’'])"
_PARTY = rf"{_WORD}(?:[ ](?:(?:of|for|and|&|de|du)[ ](?:the[ ])?)?{_WORD}){{0,7}}"
_CASE = re.compile(
    rf"(?<![\w.-]){_PARTY}[ ](?P<against>v\.|vs?\.?)[ ](?:the[ ])?{_PARTY}(?:[ ]\((?:1[5-9]|20)\d\d\))?"
)
_COURT = re.compile(
    r"\b(?:courts?|judges?|justices?|judg(?:e)?ments?|rul(?:ed|ing|ings|es)|cases?|appeals?|lawsuits?|sued|precedent"
    r"|held|plaintiffs?|defendants?|landmark)\b",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.!?]\s|\n")
_REACH = 160  # characters of the same sentence that may speak of a court
_LEAD = re.compile(r"(?:In|The|Under|After|Since|Citing|As|From|Before|While|And|But|On) ")


def find_cases(body: str) -> tuple[Span, ...]:
    """Return where *body* names a court case.

    >>> text = "The judge cited Oakline Ltd v Harbour Board. Tarn v Selby ended 2-1."
    >>> [text[span.start:span.end] for span in find_cases(text)]
    ['Oakline Ltd v Harbour Board']
    """
    if " v" not in body:
        return ()
    return tuple(
        _without_lead(body, Span(*found.span()))
        for found in _CASE.finditer(body)
        if found["against"] == "v." or _is_in_court(body, found)
    )


def _is_in_court(body: str, found: re.Match[str]) -> bool:
    before = body[max(0, found.start() - _REACH) : found.start()]
    after = body[found.end() : found.end() + _REACH]
    return (
        _COURT.search(_STOP.split(before)[-1]) is not None or _COURT.search(_STOP.split(after)[0]) is not None
    )


def _without_lead(body: str, span: Span) -> Span:
    lead = _LEAD.match(body, *span)
    return Span(lead.end(), span.end) if lead else span
