"""Find the notes in which a paper says what it got wrong, changed or wants understood."""

from __future__ import annotations

import re

from tasks.model.records import Correction, NoteKind, Span

_MOST = 20
_LONGEST_LABEL = 160  # characters: what a note calls itself stands at its beginning
_END = r"(?=\s?[:：|—–]|\s-\s|[\s,(]{1,3}[^.:：]{0,30}\d[^.:：]{0,20}[:：)\]—–])"  # a colon, or a day and one

# Each at the beginning of a paragraph, and followed as only a label is.
_LABELS = (
    (
        NoteKind.CORRECTION,
        re.compile(
            rf"""(?:
                corrections?(?:\s(?:and|&)\sclarifications?)? | corrected | corrigend(?:um|a) | errat(?:um|a)
              | korrektur(?:hinweis)? | berichtigung | richtigstellung
              | rectificati(?:f|e|on) | correctif | correctie | rectification
              | correcci[oó]n | rectificaci[oó]n | fe\sde\serratas | corre[cç][aã]o
              | errata\scorrige | correzione | rettifica | r[äa]ttelse | rettelse | retting | korjaus
              | oikaisu | sprostowanie | oprava | düzeltme | поправка | исправление | виправлення
              | تصحيح | תיקון | भूल\sसुधार | शुद्धिपत्र | ralat | đính\schính | 更正 | 訂正 | 정정
            ){_END}""",
            re.IGNORECASE | re.VERBOSE,
        ),
    ),
    (
        NoteKind.CLARIFICATION,
        re.compile(
            rf"""(?:
                clarifications? | klarstellung | pr[ée]cision | aclaraci[oó]n | esclarecimento
              | precisazione | verduidelijking | f[öo]rtydligande | presisering | уточнение | توضيح | स्पष्टीकरण
            ){_END}""",
            re.IGNORECASE | re.VERBOSE,
        ),
    ),
    (
        NoteKind.EDITORS_NOTE,
        re.compile(
            rf"""(?:
                editor(?:['’]s|ial|s['’]|s)?\snote | note\sfrom\sthe\seditors?
              | anm(?:erkung|\.)\s(?:der|d\.)\sred(?:aktion|\.) | note\sde\sla\sr[ée]daction
              | nota\s(?:de\sla\sredacci[oó]n|da\sreda[cç][aã]o|della\sredazione|del\s(?:editor|director))
              | от\sредакции | примечание\sредакции | ملاحظة\sالمحرر | 编者按 | 編集部注
            ){_END}""",
            re.IGNORECASE | re.VERBOSE,
        ),
    ),
)
# What a note without a label says of its story.
_SENTENCE = re.compile(
    r"""(?:
        (?:this|the|an?\s(?:earlier|previous|original))\s(?:version\sof\s)?(?:this\s|the\s)?
            (?:article|story|report|piece|post|headline|version)\s[^.]{0,80}?
            (?:was|has\sbeen|were|have\sbeen)\s(?:amended|corrected|updated\sto\s(?:correct|clarify))
      | an?\s(?:earlier|previous|original)\sversion\sof\s(?:this|the)\s
            (?:article|story|report|piece|headline|post)\b
      | in\seiner\s(?:früheren|vorherigen|ersten)\s(?:version|fassung)\s(?:dieses|des)\s
      | (?:dans\s)?une\s(?:première|précédente)\sversion\sde\s(?:cet|l['’])\s?article
      | (?:en\s)?una\s(?:versión\s(?:anterior|previa)|primera\sversión)\sde\s(?:este|la)\s
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_OPENS = " *_[(【「•–—-"


def find_corrections(body: str) -> tuple[Correction, ...]:
    """Return the notes of correction among the paragraphs of *body*, in its order.

    >>> body = "Two gates opened.\\n\\nCorrection, 5 March: Three gates opened, and not two."
    >>> [(note.kind.value, note.text) for note in find_corrections(body)]
    [('correction', 'Correction, 5 March: Three gates opened, and not two.')]

    A story about a correction is none:

    >>> find_corrections("Correction of the river bed will take years. The board said so.")
    ()
    """
    found: list[Correction] = []
    start = 0
    for paragraph in body.split("\n\n"):
        kind = _kind_of(paragraph)
        if kind is not None:
            span = Span(start, start + len(paragraph))
            found.append(Correction(span=span, rule=f"note.{kind.value}", kind=kind, text=paragraph))
        start += len(paragraph) + 2
    return tuple(found[:_MOST])


def _kind_of(paragraph: str) -> NoteKind | None:
    opening = paragraph[:_LONGEST_LABEL].lstrip(_OPENS)
    for kind, label in _LABELS:
        if label.match(opening):
            return kind
    return NoteKind.CORRECTION if _SENTENCE.match(opening) else None
