from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.text.authors import is_byline, split_authors


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("By Nora Feld", ["Nora Feld"]),
        ("By Nora Feld and Ugo Brand", ["Nora Feld", "Ugo Brand"]),
        ("Nora Feld, Ugo Brand & Ilse Maar", ["Nora Feld", "Ugo Brand", "Ilse Maar"]),
        ("Nora Feld; Ugo Brand", ["Nora Feld", "Ugo Brand"]),
        ("Feld, Nora", ["Nora Feld"]),
        ("Feld; Nora", ["Nora Feld"]),
        ("By Nora Feld in Millhaven", ["Nora Feld"]),
        ("Nora Feld, Political Editor", ["Nora Feld"]),
        ("nora@paper.example (Nora Feld)", []),
        ("Nora Feld <nora@paper.example>", ["Nora Feld"]),
        ("Nora Feld @norafeld", ["Nora Feld"]),
        ("NORA FELD", ["Nora Feld"]),
        ("Von Nora Feld und Ugo Brand", ["Nora Feld", "Ugo Brand"]),
        ("Par Hélène Maar et Luc Brand", ["Hélène Maar", "Luc Brand"]),
        ("Por Nora Feld y Ugo Brand", ["Nora Feld", "Ugo Brand"]),
        ("Fernanda da Costa", ["Fernanda da Costa"]),
        ("كتبت: ليلى حداد", ["ليلى حداد"]),
        ("张伟、李娜", ["张伟", "李娜"]),
        ("Martin Luther Feld Jr.", ["Martin Luther Feld Jr."]),
        ("Staff Reporter", []),
        ("Web Desk", []),
        ("Aldern Courier", []),
        ("admin", []),
        ("https://paper.example/staff/nora", []),
        ("Agencies", []),
        ("", []),
        ("null", []),
    ],
)
def test_bylines_become_people(written: str, names: list[str]) -> None:
    assert [author.name for author in split_authors(written)] == names


def test_an_agency_is_an_author_of_its_own_role() -> None:
    authors = split_authors(["Nora Feld", "Reuters"])

    assert [(author.name, author.role) for author in authors] == [
        ("Nora Feld", "author"),
        ("Reuters", "agency"),
    ]


def test_one_name_is_one_author() -> None:
    assert len(split_authors(["Nora Feld", "NORA FELD", "By Nora Feld"])) == 1


def test_the_publisher_is_no_author() -> None:
    assert split_authors(["Radio Aldern"], publisher="Radio Aldern") == ()


@pytest.mark.parametrize(
    "line", ["By noon the hall was full.", "By the river", "Von der Brücke aus sah man nichts."]
)
def test_prose_is_no_byline(line: str) -> None:
    assert not is_byline(line)


@given(st.text(max_size=200))
def test_any_text_gives_names_that_are_names(text: str) -> None:
    for author in split_authors(text):
        assert 1 < len(author.name) <= 80
        assert any(map(str.isalpha, author.name))
