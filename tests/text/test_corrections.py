"""Notes in which a paper corrects itself."""

from __future__ import annotations

import pytest

from tasks.model.records import NoteKind
from tasks.text.corrections import find_corrections


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        ("Correction: Three gates were open, and not two.", NoteKind.CORRECTION),
        ("CORRECTION (5 March 2024) The warden is called Feld.", NoteKind.CORRECTION),
        ("* Correction on March 5, 2024: Three gates were open.", NoteKind.CORRECTION),
        ("Korrektur: Drei Tore standen offen, nicht zwei.", NoteKind.CORRECTION),
        ("更正：開いていた門は三つです。", NoteKind.CORRECTION),
        ("[Clarification: The board met twice.]", NoteKind.CLARIFICATION),
        ("Editor’s note: The writer has sat on the dike board.", NoteKind.EDITORS_NOTE),
        ("Anmerkung der Redaktion: Der Autor sitzt im Deichrat.", NoteKind.EDITORS_NOTE),
        ("This article was amended on 5 March 2024 to name the right gate.", NoteKind.CORRECTION),
        ("An earlier version of this story gave the wrong number of gates.", NoteKind.CORRECTION),
    ],
)
def test_a_note_about_the_story_is_told_by_how_it_begins(note: str, kind: NoteKind) -> None:
    body = f"Two of the five gates were open.\n\n{note}\n\nFarms wait."

    (found,) = find_corrections(body)

    assert (found.kind, found.text, body[slice(*found.span)]) == (kind, note, note)


@pytest.mark.parametrize(
    "sentence",
    [
        "Correction of the river bed will take years, the board said.",
        "The correction: three gates, and not two.",
        "Corrections officers opened 2 gates on Monday.",
        "This article of the treaty was never in force.",
    ],
)
def test_a_sentence_with_the_same_words_is_no_note(sentence: str) -> None:
    assert find_corrections(sentence) == ()
