"""What changed between two wordings, and what is no edit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.model.edits import Aspect, Change, Edit, EditKind, Named, Passage, Side, Told
from tasks.model.records import Part, Span
from tasks.stories.edits import compare_wordings
from tests.growth import grows_evenly

BODY = (
    "The harbour of Marlow will charge a toll of 12 crowns from May. Harbour warden Nora Feld told the"
    " council so on Tuesday.\n\nFishing boats will not pay. The money is meant for the new lock, which opens"
    " in 2027.\n\n"
    "“We have waited long enough,” Feld said."
)


def told(body: str, title: str | None = "Marlow sets a toll", *names: str) -> Told:
    """Return a wording in which *names* are the names."""
    found = []
    for part, text in ((Part.TITLE, title or ""), (Part.BODY, body)):
        for name in names:
            at = text.find(name)
            if at >= 0:
                found.append(Named(part=part, span=Span(at, at + len(name)), text=name))
    return Told(title=title, body=body, names=tuple(found))


def compare(before: str, after: str, *names: str) -> Edit:
    return compare_wordings(
        told(before, "Marlow sets a toll", *names), told(after, "Marlow sets a toll", *names)
    )


def only(edit: Edit) -> tuple[Passage, Side, Side]:
    """Return the one passage of *edit*, which was altered, and its sides."""
    (passage,) = edit.passages
    assert passage.change is Change.ALTERED
    assert passage.before is not None
    assert passage.after is not None
    return passage, passage.before, passage.after


def said(edit: Edit, change: Change) -> list[str]:
    sides = [passage.after or passage.before for passage in edit.passages if passage.change is change]
    return [side.text for side in sides if side is not None]


def test_a_number_that_changed_is_picked_out_with_the_place_where_it_stands() -> None:
    after_body = BODY.replace("12 crowns", "21 crowns")

    edit = compare(BODY, after_body)

    passage, before, after = only(edit)
    assert edit.kinds == (EditKind.BODY,)
    assert (before.numbers, after.numbers) == (("12",), ("21",))
    assert passage.aspects == (Aspect.NUMBERS, Aspect.WORDS)
    assert after_body[slice(*after.span)] == after.text
    assert BODY[slice(*before.span)] == before.text == after.text.replace("21", "12")


def test_a_number_in_words_or_in_other_digits_is_a_number() -> None:
    _, before, after = only(compare("Eight boats sank in the gale.", "Nine boats sank in the gale."))
    _, arabic, other = only(compare("غرقت ٨ قوارب في العاصفة", "غرقت ٩ قوارب في العاصفة"))

    assert (before.numbers, after.numbers) == (("Eight",), ("Nine",))
    assert (arabic.numbers, other.numbers) == (("٨",), ("٩",))


def test_a_name_that_changed_is_the_whole_name() -> None:
    passage, before, after = only(
        compare(BODY, BODY.replace("Nora Feld told", "Nora Falk told"), "Nora Feld", "Nora Falk", "Marlow")
    )

    assert (before.words, after.words) == (("Feld",), ("Falk",))
    assert (before.names, after.names) == (("Nora Feld",), ("Nora Falk",))
    assert Aspect.NAMES in passage.aspects


def test_a_negation_that_went_is_told_of() -> None:
    passage, before, after = only(compare(BODY, BODY.replace("will not pay", "will pay")))

    assert (before.words, after.words) == (("not",), ())
    assert passage.aspects == (Aspect.NEGATION,)


@pytest.mark.parametrize(
    ("old", "new"),
    [("recieved", "received"), ("under way", "underway"), ("on Tuesday", "on Tuesday evening")],
    ids=["spelling", "one word or two", "a word more"],
)
def test_mended_spelling_and_a_word_more_make_it_say_nothing_else(old: str, new: str) -> None:
    passage, _, _ = only(
        compare(f"The council {old} a plan for the lock.", f"The council {new} a plan for the lock.")
    )

    assert passage.aspects == ()


def test_sentences_that_were_added_and_removed_are_whole() -> None:
    edit = compare(BODY, BODY.replace("Fishing boats will not pay.", "Ferries sail as before, she added."))

    assert said(edit, Change.ADDED) == ["Ferries sail as before, she added."]
    assert said(edit, Change.REMOVED) == ["Fishing boats will not pay."]


def test_a_headline_is_an_edit_of_its_own() -> None:
    edit = compare_wordings(told(BODY, "Marlow plans a toll"), told(BODY, "Marlow drops its toll"))

    passage, before, after = only(edit)
    assert edit.kinds == (EditKind.HEADLINE,)
    assert (passage.part, passage.kind) == (Part.TITLE, EditKind.HEADLINE)
    assert (before.text, after.text) == ("Marlow plans a toll", "Marlow drops its toll")


def test_a_document_without_a_headline_does_not_say_that_there_is_none() -> None:
    assert compare_wordings(told(BODY, None), told(BODY)) == Edit()


@pytest.mark.parametrize(
    ("marked", "kind"),
    [
        ("Marlow sets a toll (updated)", EditKind.UPDATE),
        ("UPDATE 2-Marlow sets a toll", EditKind.UPDATE),
        ("CORRECTED-Marlow sets a toll", EditKind.CORRECTION_NOTE),
        ("Marlow sets a toll（更新）", EditKind.UPDATE),
    ],
)
def test_a_mark_in_the_headline_is_a_note(marked: str, kind: EditKind) -> None:
    assert compare_wordings(told(BODY), told(BODY, marked)).kinds == (EditKind.HEADLINE, kind)
    assert compare_wordings(told(BODY, marked), told(BODY)).kinds == (EditKind.HEADLINE,)


@pytest.mark.parametrize(
    "noise",
    [
        "5 comments",
        "3 min read",
        "Share 12  Comments 4",
        "1.204 Aufrufe",
        "Lesezeit: 4 Min",
        "12 комментариев",
        "5条评论",
        "Advertisement",
        "Publicité",
        "Read more: Old lock of Marlow closes",
        "Lesen Sie auch: Schleuse gesperrt",
        "Читайте также: Шлюз закрыт",
        "Related",
    ],
)
def test_counters_advertising_and_pointers_are_no_edit(noise: str) -> None:
    first, second, third = BODY.split("\n\n")
    counted = noise.replace("5", "7").replace("12", "30").replace("3", "4")

    assert compare(BODY, "\n\n".join((first, noise, second, third))) == Edit()
    assert compare(f"{BODY}\n\n{noise}", f"{counted}\n\n{BODY}") == Edit()


def test_white_space_marks_and_case_are_no_edit() -> None:
    assert (
        compare(BODY, BODY.replace(". ", ".  \n").replace("“", '"').replace("Harbour", "HARBOUR")) == Edit()
    )
    assert compare("It cost 61,000 crowns.", "It cost 61 000 crowns.".replace(" 000", "\u00a0000")) == Edit()


def test_blocks_in_another_order_are_no_edit() -> None:
    first, second, third = BODY.split("\n\n")

    assert compare(BODY, "\n\n".join((third, first, second))) == Edit()


def test_sentences_that_were_joined_or_cut_apart_are_no_edit() -> None:
    joined = BODY.replace("not pay. The money", "not pay; the money")

    assert compare(BODY, joined) == Edit()
    assert compare(joined, BODY) == Edit()


def test_a_move_beside_an_edit_does_not_hide_it() -> None:
    first, second, third = BODY.split("\n\n")

    edit = compare(BODY, "\n\n".join((third, second.replace("2027", "2029"), first)))

    _, before, after = only(edit)
    assert (before.numbers, after.numbers) == (("2027",), ("2029",))


def test_a_quotation_that_is_printed_once_more_is_no_edit() -> None:
    assert compare(BODY, f"{BODY}\n\n“We have waited long enough,” Feld said.") == Edit()


@pytest.mark.parametrize(
    "note",
    [
        "Correction: the toll is 21 crowns, not 12.",
        "Correction (5 May): The toll is 21 crowns. It was given as 12.",
        "This article was amended on 5 May 2026 to correct the toll.",
        "An earlier version of this article gave the wrong toll.",
        "Clarification – the toll is for visitors.",
        "Berichtigung: Die Maut beträgt 21 Kronen.",
        "In einer früheren Version dieses Artikels stand eine falsche Maut.",
        "Erratum : le péage est de 21 couronnes.",
        "Fe de erratas: el peaje es de 21 coronas.",
        "Errata: o pedágio é de 21 coroas.",
        "Errata corrige: il pedaggio è di 21 corone.",
        "Rectificatie: de tol is 21 kronen.",
        "Уточнение: пошлина составляет 21 крону.",
        "تصويب: الرسم ٢١ كرونة.",
        "भूल सुधार: शुल्क 21 क्राउन है।",
        "更正：通行费为21克朗。",
        "訂正：通行料は21クローネです。",
    ],
)
def test_correction_notes_are_known_by_their_form(note: str) -> None:
    edit = compare(BODY, f"{BODY}\n\n{note}")

    assert edit.kinds == (EditKind.CORRECTION_NOTE,)
    assert {passage.change for passage in edit.passages} == {Change.ADDED}


@pytest.mark.parametrize(
    "note",
    [
        "UPDATED 3pm",
        "Update: the council will vote again.",
        "Update 5 May, 15:30: The council will vote again.",
        "Last updated 2 hours ago",
        "Aktualisiert um 14.30 Uhr",
        "Mis à jour le 5 mai à 14h30",
        "Actualización: el pleno votará de nuevo.",
        "Обновлено в 15:30",
        "更新：议会将再次投票。",
    ],
)
def test_update_notes_are_known_by_their_form(note: str) -> None:
    assert compare(BODY, f"{note}\n\n{BODY}").kinds == (EditKind.UPDATE,)


@pytest.mark.parametrize(
    "prose",
    [
        "Correction of the river bed took nine years.",
        "Updated maps show 14 wrecks off the harbour.",
        "An earlier version of the treaty named the island.",
        "The report was amended by the council after a long night.",
        "Update services cost the port 3 crowns a boat, which nobody has ever explained to its owners.",
    ],
)
def test_the_same_words_inside_the_story_are_prose(prose: str) -> None:
    assert compare(BODY, f"{BODY}\n\n{prose}").kinds == (EditKind.BODY,)


def test_a_note_that_was_taken_out_corrects_nothing() -> None:
    assert compare(f"{BODY}\n\nCorrection: it is 21 crowns.", BODY).kinds == (EditKind.BODY,)


def test_a_text_that_says_it_was_withdrawn_is_withdrawn() -> None:
    assert EditKind.WITHDRAWN in compare(BODY, "This article has been withdrawn by its editors.").kinds


def test_of_an_excerpt_and_a_whole_text_the_headlines_are_compared() -> None:
    excerpt = Told(title="Marlow plans a toll", body=BODY[:60], is_complete=False)

    assert compare_wordings(excerpt, told(BODY)).kinds == (EditKind.HEADLINE,)
    assert compare_wordings(excerpt, told(BODY, "Marlow plans a toll")) == Edit()


def test_scripts_without_spaces_are_compared_by_character() -> None:
    passage, before, after = only(
        compare("港口从五月起收费12克朗。渔船不用付费。", "港口从六月起收费21克朗。渔船不用付费。")
    )

    assert (before.words, after.words) == (("五", "12"), ("六", "21"))
    assert (before.numbers, after.numbers) == (("五", "12"), ("六", "21"))
    assert Aspect.NUMBERS in passage.aspects


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(BODY.split()), max_size=30), st.lists(st.sampled_from(BODY.split()), max_size=30)
)
def test_what_an_edit_quotes_stands_where_it_says(one: list[str], other: list[str]) -> None:
    before, after = " ".join(one), " ".join(other)

    edit = compare(before, after)

    for passage in edit.passages:
        if passage.before is not None:
            assert before[slice(*passage.before.span)] == passage.before.text
        if passage.after is not None:
            assert after[slice(*passage.after.span)] == passage.after.text
    assert compare(before, before) == Edit()


@pytest.mark.parametrize(
    "make",
    [
        lambda size: ("same " * size, "same " * (size + 7)),
        lambda size: (" ".join(f"w{n}" for n in range(size)), " ".join(f"w{n * 3}" for n in range(size))),
        lambda size: ("It rose to 5. " * size, "It fell to 6. " * size),
        lambda size: (
            " ".join(f"Boat {n} paid {n % 7} crowns." for n in range(size // 4)),
            " ".join(f"Boat {n} paid {n % 5} crowns." for n in range(size // 4)),
        ),
        lambda size: ("Correction, " * size, "Update " * size + "("),
        lambda size: ("12 " * size, "12 comments " * size),
    ],
    ids=["one word", "one long sentence", "one sentence again", "many altered", "notes", "counters"],
)
def test_work_grows_with_the_texts_and_no_faster(make: object) -> None:
    assert callable(make)

    assert grows_evenly(lambda size: compare(*make(size)), 12_000)
