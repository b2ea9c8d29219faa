from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.model.records import Hints, Precision
from tasks.text.moments import parse_moment, read_moment
from tests.growth import grows_evenly

_NONE = Hints()


@pytest.mark.parametrize(
    ("written", "local", "zone"),
    [
        ("2024-03-05T10:00:00+02:00", "2024-03-05T10:00:00", "+02:00"),
        ("2024-03-05 10:00:00.123456+0200", "2024-03-05T10:00:00", "+02:00"),
        ("2024-03-05T10:00Z", "2024-03-05T10:00", "UTC"),
        ("2024-03-05T10:00:00+01:00[Europe/Berlin]", "2024-03-05T10:00:00", "+01:00"),
        ("20240305T101500Z", "2024-03-05T10:15:00", "UTC"),
        ("20240305", "2024-03-05", None),
        ("2024-W10-2", "2024-03-05", None),
        ("2024-065", "2024-03-05", None),
        ("2024-03", "2024-03", None),
        ("2024", "2024", None),
        ("Tue, 05 Mar 2024 10:15:00 GMT", "2024-03-05T10:15:00", "UTC"),
        ("Tue, 5 Mar 24 10:15 EST", "2024-03-05T10:15", "-05:00"),
        ("Tue Mar  5 10:15:00 2024", "2024-03-05T10:15:00", None),
        ("1709633700", "2024-03-05T10:15:00", "UTC"),
        ("1709633700000", "2024-03-05T10:15:00", "UTC"),
        ("Mar 5, 2024", "2024-03-05", None),
        ("March 5th, 2024 at 9:05 p.m. EST", "2024-03-05T21:05", "-05:00"),
        ("05 March 2024, 10:30 hrs", "2024-03-05T10:30", None),
        ("10:30 AM, 5 March 2024", "2024-03-05T10:30", None),
        ("2024-03-05T24:00:00Z", "2024-03-06T00:00:00", "UTC"),
    ],
)
def test_common_forms_keep_what_was_written_and_no_more(written: str, local: str, zone: str | None) -> None:
    moment = parse_moment(written, hints=_NONE, origin="field")

    assert moment is not None
    assert (moment.local, moment.zone) == (local, zone)


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("es", "5 de marzo de 2024"),
        ("fr", "mardi 5 mars 2024"),
        ("de", "5. März 2024"),
        ("pt", "5 de março de 2024"),
        ("it", "5 marzo 2024"),
        ("nl", "5 maart 2024"),
        ("ru", "5 марта 2024 г."),
        ("uk", "5 березня 2024"),
        ("pl", "5 marca 2024"),
        ("tr", "5 Mart 2024 Salı"),
        ("ar", "الثلاثاء ٥ مارس ٢٠٢٤"),
        ("hi", "५ मार्च २०२४"),
        ("zh", "2024年3月5日"),
        ("ja", "令和6年3月5日（火）"),
        ("ko", "2024년 3월 5일"),
        ("id", "Selasa, 5 Maret 2024"),
        ("vi", "5 tháng 3, 2024"),
        ("sv", "tisdag 5 mars 2024"),
    ],
)
def test_days_are_read_in_the_languages_of_news(language: str, written: str) -> None:
    moment = parse_moment(written, hints=_NONE, language=language, origin="text")

    assert moment is not None
    assert (moment.local, moment.precision) == ("2024-03-05", Precision.DAY)


@pytest.mark.parametrize(
    ("written", "hints", "language", "local"),
    [
        ("05/04/2018", Hints(date_order="MDY"), "en", "2018-05-04"),
        ("05/04/2018", Hints(date_order="DMY"), "en", "2018-04-05"),
        ("05/04/2018", Hints(country="US"), "es", "2018-05-04"),
        ("05/04/2018", Hints(country="GB"), "en", "2018-04-05"),
        ("05/04/2018", _NONE, "es", "2018-04-05"),
        ("05.04.2018", _NONE, None, "2018-04-05"),
        ("31/12/2018", Hints(date_order="MDY"), None, "2018-12-31"),
        ("12/31/2018", _NONE, "es", "2018-12-31"),
        ("4/4/18", _NONE, None, "2018-04-04"),
    ],
)
def test_day_and_month_are_told_apart_by_the_best_evidence(
    written: str, hints: Hints, language: str | None, local: str
) -> None:
    moment = parse_moment(written, hints=hints, language=language, origin="field")

    assert moment is not None
    assert moment.local == local


def test_with_nothing_to_decide_only_the_year_is_sure() -> None:
    reading = read_moment("05/04/2018 18:20", hints=_NONE, language="en", origin="field")

    assert reading.doubt == "ambiguous_date"
    assert reading.moment is not None
    assert (reading.moment.local, reading.moment.precision) == ("2018", Precision.YEAR)


@pytest.mark.parametrize(
    "written", ["2023-02-30", "30 February 2023", "31/11/2023", "2024-13-01", "0001-01-01T00:00:00Z"]
)
def test_days_that_never_were_are_no_time_and_flagged(written: str) -> None:
    reading = read_moment(written, hints=_NONE, language="en", origin="field")

    assert reading.moment is None
    assert reading.doubt == "invalid_date"


@pytest.mark.parametrize("written", ["", "yesterday", "2 hours ago", "12345", "Mars 2"])
def test_what_is_no_day_gives_none(written: str) -> None:
    assert parse_moment(written, hints=_NONE, origin="field") is None


def test_a_naive_time_is_read_in_the_zone_of_its_source() -> None:
    moment = parse_moment("Fri, 01 Mar 2024 08:06", hints=Hints(timezone="Asia/Kolkata"), origin="field")

    assert moment is not None
    assert moment.at == datetime(2024, 3, 1, 2, 36, tzinfo=UTC)
    assert moment.zone == "Asia/Kolkata"


def test_a_naive_time_without_any_hint_counts_as_utc_and_says_so() -> None:
    moment = parse_moment("2024-03-01 08:06:00", hints=_NONE, origin="field")

    assert moment is not None
    assert moment.at == datetime(2024, 3, 1, 8, 6, tzinfo=UTC)
    assert moment.zone is None


def test_a_country_with_one_zone_lends_it_to_a_clock_time_and_not_to_a_day() -> None:
    clock = parse_moment("2024-03-05 18:30", hints=Hints(country="JP"), origin="field")
    day = parse_moment("2024-03-05", hints=Hints(country="JP"), origin="field")

    assert clock is not None
    assert clock.zone == "Asia/Tokyo"
    assert day is not None
    assert day.zone is None


@pytest.mark.parametrize(
    ("country", "zone"), [("IN", "+05:30"), ("IL", "+02:00"), ("IE", "+01:00"), (None, None)], ids=str
)
def test_ist_is_a_zone_only_where_the_country_is_known(country: str | None, zone: str | None) -> None:
    moment = parse_moment("4 March 2024, 10:30 IST", hints=Hints(country=country), origin="text")

    assert moment is not None
    if country == "IN":
        assert moment.at == datetime(2024, 3, 4, 5, 0, tzinfo=UTC)
    assert moment.zone == zone


@given(st.text(max_size=300))
def test_any_text_gives_a_moment_or_none(text: str) -> None:
    moment = parse_moment(text, hints=_NONE, language=None, origin="field")

    assert moment is None or moment.at.tzinfo is UTC


@given(st.datetimes(min_value=datetime(1700, 1, 1), max_value=datetime(2190, 1, 1)))  # noqa: DTZ001  wall clocks
def test_what_python_writes_is_read_back(moment: datetime) -> None:
    read = parse_moment(moment.isoformat(), hints=_NONE, origin="field")

    assert read is not None
    assert read.at == moment.replace(microsecond=0, tzinfo=UTC)


@pytest.mark.parametrize("junk", ["1", "1 ", "12:12 ", "(", "March "])
def test_work_on_junk_grows_no_faster_than_the_junk(junk: str) -> None:
    assert grows_evenly(
        lambda pieces: parse_moment(junk * pieces, hints=_NONE, origin="field"), 10**6 // len(junk)
    )
