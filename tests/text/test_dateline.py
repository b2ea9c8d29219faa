from __future__ import annotations

from datetime import date

import pytest

from tasks.text.dateline import find_dateline, read_opening

_DAY = date(2024, 3, 6)


@pytest.mark.parametrize(
    ("body", "place", "on", "agencies"),
    [
        ("HARBORNE (ANI) — The gates are open.", "Harborne", None, ["ANI"]),
        ("MILLHAVEN, March 4: The gates are open.", "Millhaven", date(2024, 3, 4), []),
        ("Port Aldern [Ossia], August 4 (ANI): The", "Port Aldern", date(2023, 8, 4), ["ANI"]),
        ("WASHINGTON, Dec. 30 (Reuters) - The", "Washington", date(2023, 12, 30), ["REUTERS"]),
        ("MADRID/PARIS — The ministers met.", "Madrid/Paris", None, []),
        ("New Delhi, Mar 5 (PTI) The minister said", "New Delhi", date(2024, 3, 5), ["PTI"]),
        ("KYIV, Ukraine (AP) — Trains ran.", "Kyiv", None, ["AP"]),
        ("Berlin (dpa) - Der Minister", "Berlin", None, ["DPA"]),
        ("Madrid, 4 mar (EFE).- El puerto", "Madrid", date(2024, 3, 4), ["EFE"]),
        ("МОСКВА, 4 марта (ТАСС) — Порт открыт.", "Москва", date(2024, 3, 4), ["TASS"]),
        ("मुंबई (PTI) — मंत्री ने कहा", "मुंबई", None, ["PTI"]),
        ("新华社北京3月4日电 港口委员会", "北京", date(2024, 3, 4), ["XINHUA"]),
        ("TOKYO (Lowland News Press) — Ferries", "Tokyo", None, ["Lowland News Press"]),
    ],
)
def test_the_forms_of_datelines(body: str, place: str, on: date | None, agencies: list[str]) -> None:
    opening = read_opening(body, _DAY)

    assert opening.dateline is not None
    assert (opening.dateline.place, opening.dateline.on) == (place, on)
    assert [credit.agency for credit in opening.credits] == agencies
    for credit in opening.credits:
        assert body[credit.span.start : credit.span.end] == credit.as_written


@pytest.mark.parametrize(
    ("written", "published", "modified", "on"),
    [
        ("December 31", date(2024, 1, 2), None, date(2023, 12, 31)),
        ("January 1", date(2023, 12, 31), None, date(2024, 1, 1)),
        ("January 5", date(2023, 12, 20), None, date(2023, 1, 5)),
        ("August 10", date(2024, 8, 1), None, date(2023, 8, 10)),
        ("August 10", date(2024, 8, 1), date(2024, 8, 10), date(2024, 8, 10)),
        ("May 16", date(2022, 5, 17), date(2024, 3, 1), date(2022, 5, 16)),
    ],
    ids=["turn of the year", "a zone ahead", "nothing to come", "ten days on", "edited", "stamped anew"],
)
def test_the_day_of_a_dateline_is_the_nearest_that_a_report_could_be_of(
    written: str, published: date, modified: date | None, on: date
) -> None:
    opening = read_opening(f"MILLHAVEN, {written}: The council will vote.", published, modified)

    assert opening.dateline is not None
    assert opening.dateline.on == on


def test_of_two_datelines_the_place_is_the_agencys_and_the_span_covers_both() -> None:
    body = "NEW DELHI: LONDON (AP/Reuters) — Ferries stopped."

    opening = read_opening(body, _DAY)

    assert opening.dateline is not None
    assert opening.dateline.place == "London"
    assert body[opening.dateline.span.start : opening.dateline.span.end] == "NEW DELHI: LONDON (AP/Reuters) —"
    assert [credit.agency for credit in opening.credits] == ["AP", "REUTERS"]


def test_an_agency_without_a_place_is_credited() -> None:
    opening = read_opening("(Reuters) - Ferries stopped.", _DAY)

    assert opening.dateline is None
    assert [credit.agency for credit in opening.credits] == ["REUTERS"]


@pytest.mark.parametrize(
    "body",
    [
        "In a quiet step, the cabinet - for once - agreed.",
        "BREAKING: The gates are open.",
        "NATO: The alliance met.",
        "The General Transport Council (GTC) said: no.",
        "Officials say: no.",
        "I - the last of five - stayed.",
        "",
    ],
)
def test_prose_has_no_dateline(body: str) -> None:
    assert find_dateline(body, _DAY) is None


def test_the_year_is_open_without_a_day_of_publication() -> None:
    dateline = find_dateline("MILLHAVEN, March 4: The gates are open.", None)

    assert dateline is not None
    assert dateline.on is None
