from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.text.credits import find_closing_credit
from tests.growth import grows_evenly

_STORY = "The guild has opened its school again, and forty pupils came on the first day."


@pytest.mark.parametrize("gap", [" ", "\n\n"], ids=["same paragraph", "own paragraph"])
@pytest.mark.parametrize(
    ("credit", "agencies"),
    [
        ("(With ANI inputs)", ["ANI"]),
        ("(With ANI and PTI inputs)", ["ANI", "PTI"]),
        ("(With inputs from Northwire)", ["Northwire"]),
        ("With inputs from agencies including PTI", ["PTI"]),
        ("With inputs from the Associated Press", ["AP"]),
        ("With agency inputs", ["AGENCIES"]),
        ("(Agencies)", ["AGENCIES"]),
        ("(ANI)", ["ANI"]),
        ("(Reuters)", ["REUTERS"]),
        ("(QNS)", ["QNS"]),
        ("(Lowland News Service)", ["Lowland News Service"]),
        ("(dpa/afp)", ["DPA", "AFP"]),
        ("— Northwire", ["Northwire"]),
        ("-- AFP", ["AFP"]),
        ("/PTI", ["PTI"]),
        ("© 2024 Northwire", ["Northwire"]),
        ("© 2024 AFP. All rights reserved.", ["AFP"]),
        ("Source: Lowland Newswire", ["Lowland Newswire"]),
        ("(This story has not been edited by our staff and is published from a PTI feed.)", ["PTI"]),
        ("(This story is published from a syndicated feed of QNS.)", ["QNS"]),
        ("(Except for the headline, this story comes from a syndicated feed.)", ["AGENCIES"]),
        ("(Con información de EFE)", ["EFE"]),
        ("(avec AFP)", ["AFP"]),
        ("(mit dpa)", ["DPA"]),
        ("Com informações da Lusa", ["LUSA"]),
        ("(con Ansa)", []),
        ("по материалам ТАСС", ["TASS"]),
        ("(भाषा)", ["PTI"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_credit_at_the_end_is_taken_off_the_body(credit: str, agencies: list[str], gap: str) -> None:
    found = find_closing_credit(f"{_STORY}{gap}{credit}")

    if not agencies:  # an agency written as nobody writes it
        assert found.credit_line is None
        return
    assert found.body == _STORY
    assert found.credit_line == credit
    assert [one.agency for one in found.credits] == agencies


@pytest.mark.parametrize(
    "ending",
    [
        "It is run by the Quail Nesting Society (QNS).",
        "The plan was drawn up (with police inputs) in May.",
        "He came with his family and with agency staff from the town.",
        "She left with AFP",
        "“We are glad.” — Nora Feld",
        "© 2024 The Aldern Courier. All rights reserved.",
        "(Watch the video)",
        "(VIDEO)",
        "Pupils bring their own flour (and yeast).",
        "Con su familia y sus amigos",
    ],
)
def test_prose_remarks_and_the_papers_own_notice_stay(ending: str) -> None:
    assert find_closing_credit(f"{_STORY} {ending}").credit_line is None


@pytest.mark.parametrize(
    "correction",
    [
        "Correction: an earlier version misspelt a name.",
        "Corrección: una versión anterior contenía un error.",
        "更正：此前版本有误。",
    ],
)
def test_a_correction_on_either_side_does_not_hide_the_credit(correction: str) -> None:
    after = find_closing_credit(f"{_STORY}\n\n(ANI)\n\n{correction}")
    before = find_closing_credit(f"{_STORY}\n\n{correction}\n\n(ANI)")

    assert after.body == before.body == f"{_STORY}\n\n{correction}"
    assert after.credit_line == before.credit_line == "(ANI)"


def test_several_pieces_make_one_credit_line_with_spans_into_it() -> None:
    notice = "(This story has not been edited by our staff and is published from a PTI feed.)"

    found = find_closing_credit(f"{_STORY}\n\n(With inputs from AFP)\n\n{notice}")

    assert found.body == _STORY
    assert [one.agency for one in found.credits] == ["AFP", "PTI"]
    assert found.credit_line is not None
    for one in found.credits:
        assert found.credit_line[one.span.start : one.span.end] == one.as_written


def test_a_text_that_is_nothing_but_a_credit_keeps_it_as_body() -> None:
    assert find_closing_credit("(PTI)").body == "(PTI)"


@given(st.text(alphabet="ab .,()—-/©\n:ANIPTIWithinputsfrom", max_size=200))
def test_nothing_is_lost_between_body_and_credit_line(text: str) -> None:
    found = find_closing_credit(text)

    assert sorted("".join((found.body + (found.credit_line or "")).split())) == sorted("".join(text.split()))


@pytest.mark.parametrize(
    "junk", ["a. ", "(", "With ", "— a", "This story feed ", "A, ", "(With ANI inputs)\n\n"]
)
def test_work_on_junk_grows_no_faster_than_the_junk(junk: str) -> None:
    assert grows_evenly(lambda pieces: find_closing_credit(junk * pieces), 10**6 // len(junk))
