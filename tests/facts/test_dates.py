"""Dates in prose: what they are, which day they mean, and what is none."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.facts.dates import find_dates
from tasks.facts.dates_rules import GRAMMAR
from tasks.model.records import DateKind, Grain

MONDAY = date(2024, 1, 1)
#: Pieces that dates are made of, so that random texts have many of them.
PIECES = """Monday on last next this the of in March May 30 31 2020 1999 2,020 two weeks ago a year earlier
    1990s 's , . - – ( ) “ ” every 5pm at 10:30 GMT first quarter end Sept. yesterday will was for between and
    to century ’90s 2024-02-30 22/03/2013 half an hour Christmas Eve spring"""


def values(text: str, published: date | None = MONDAY) -> list[tuple[str, str]]:
    return [(mention.text, mention.value) for mention in find_dates(text, published)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("opened on 4 May 2019", "2019-05-04"),
        ("opened on May 4, 2019", "2019-05-04"),
        ("opened on Saturday, May 4, 2019,", "2019-05-04"),
        ("opened on the 4th of May 2019", "2019-05-04"),
        ("opened on 2019-05-04", "2019-05-04"),
        ("opened on 22/03/2013", "2013-03-22"),
        ("opened in May 2019", "2019-05"),
        ("opened by the end of 2027", "2027"),
        ("opened in mid-2019", "2019"),
        ("opened in the early 1990s", "199"),
        ("opened in the ’80s", "198"),
        ("opened in the 19th century", "18"),
        ("opened in the fourth quarter of 2022", "2022-Q4"),
        ("opened in Q3 2022", "2022-Q3"),
        ("opened in the first half of 2021", "2021-H1"),
        ("opened in the spring of 2020", "2020-SP"),
        ("opened between 2019 and 2022", "2019/2022"),
        ("the 2021-22 season", "2021/2022"),
        ("held on March 3-5, 2023", "2023-03-03/2023-03-05"),
        ("held in June-August 2023", "2023-06/2023-08"),
        ("opened on Christmas Eve 2021", "2021-12-24"),
        ("opened on Memorial Day 2016", "2016-05-30"),
        ("opened on the Fourth of July, 2016", "2016-07-04"),
        ("opened in fiscal 2016", "2016"),
        ("opened in fiscal year 2016", "2016"),
        ("opened in the 1700s", "17"),
        ("opened in the 1900s", "190"),
    ],
)
def test_a_written_date_has_the_value_of_its_period(text: str, value: str) -> None:
    assert [found for _, found in values(text)] == [value]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The pact was signed on Wednesday.", "2023-12-27"),
        ("The court rose on Monday.", "2024-01-01"),
        ("The mayor has promised a wall by May 15.", "2024-05-15"),
        ("The water had fallen by May 15.", "2023-05-15"),
        ("The ferries leave again on Friday: tickets go on sale on Friday.", "2024-01-05"),
        ("The senate will vote on Friday.", "2024-01-05"),
        ("They agreed to meet on Friday.", "2024-01-05"),
        ("He could not be reached on Friday.", "2023-12-29"),
        ("He was sent to the coast on Friday.", "2023-12-29"),
        ("The bridge stays shut till Friday.", "2024-01-05"),
        ("They met last Friday.", "2023-12-29"),
        ("They meet next Monday.", "2024-01-08"),
        ("They meet on Friday next week.", "2024-01-12"),
        ("It had lapsed in July last year.", "2023-07"),
        ("It lapsed in December.", "2023-12"),
        ("It will lapse in December.", "2024-12"),
        ("Last month it lapsed.", "2023-12"),
        ("It lapsed earlier this month.", "2024-01"),
        ("It lapsed last year.", "2023"),
        ("It lapsed last week.", "2023-W52"),
        ("It lapsed at the weekend.", "2023-W52-WE"),
        ("It lapsed yesterday.", "2023-12-31"),
        ("It lapses tomorrow.", "2024-01-02"),
        ("It lapsed two weeks ago.", "2023-W51"),
        ("It lapsed ten days ago.", "2023-12-22"),
        ("It will lapse in three days.", "2024-01-04"),
        ("It lapsed on Sunday night.", "2023-12-31TNI"),
        ("It lapses tonight.", "2024-01-01TNI"),
        ("It lapsed at 10.30pm on Sunday.", "2023-12-31T22:30"),
        ("It will lapse by the end of the year.", "2024"),
        ("It will lapse by year-end.", "2024"),
        ("It will lapse at the year’s end.", "2024"),
        ("It opened in the summer.", "2023-SU"),
        ("It will open in the spring.", "2024-SP"),
        ("Sales fell in the latest quarter.", "2023-Q4"),
        ("Sales rose in the third quarter, from a loss in the year-earlier quarter.", "2022-Q3"),
        ("It was a quiet year-ago period.", "2023"),
        ("Two boats sank overnight.", "2024-01-01TNI"),
        ("The boats raced on Labor Day.", "2023-09-04"),
        ("They met before Thanksgiving.", "2023-11-23"),
        ("They met on Halloween.", "2023-10-31"),
    ],
)
def test_a_relative_date_counts_from_the_publication_day_and_the_tense(text: str, value: str) -> None:
    assert values(text)[-1][1] == value


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("It ran for 15 years.", "P15Y", DateKind.DURATION),
        ("It took two and a half years.", "P2.5Y", DateKind.DURATION),
        ("It took twenty-five days.", "P25D", DateKind.DURATION),
        ("It took some months.", "PXM", DateKind.DURATION),
        ("a five-year contract", "P5Y", DateKind.DURATION),
        ("within half an hour", "PT30M", DateKind.DURATION),
        ("over the past three months", "P3M", DateKind.DURATION),
        ("It comes 15 months after the fire.", "P15M", DateKind.DURATION),
        ("It sails every Monday.", "XXXX-WXX-1", DateKind.SET),
        ("It sails twice a week.", "P1W", DateKind.SET),
        ("The monthly report is out.", "P1M", DateKind.SET),
        ("It is paid weekly.", "P1W", DateKind.SET),
        ("It sails on weekends.", "XXXX-WXX-WE", DateKind.SET),
        ("At the moment it is shut.", "PRESENT_REF", DateKind.DATE),
        ("It may change in the coming years.", "FUTURE_REF", DateKind.DATE),
        ("It changed in recent years.", "PAST_REF", DateKind.DATE),
        ("It is now shut.", "PRESENT_REF", DateKind.DATE),
    ],
)
def test_durations_repetitions_and_vague_times_have_their_values(
    text: str, value: str, kind: DateKind
) -> None:
    found = find_dates(text, MONDAY)

    assert [(mention.value, mention.kind) for mention in found] == [(value, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "It opened on 30 February 2024.",
        "It opened on 31 April.",
        "2,020 people and 1,512 signatures",
        "It killed 2016 people and cost $2020.",
        "Flight 1980 left gate 2001.",
        "call 020-1980-2020",
        "She is 12 years old and he is a 40-year-old.",
        "It earns $3 a day.",
        "Theresa May said she may march.",
        "Three quarters of them left.",
        "He read the Sun.",
        "It was 03/04/2013 or so.",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert find_dates(text, MONDAY) == ()


def test_the_span_leaves_the_preposition_out_and_keeps_the_words_of_the_date() -> None:
    found = values("On Wednesday, by the end of 2027, in July this year", date(2024, 3, 15))

    assert [text for text, _ in found] == ["Wednesday", "the end of 2027", "July this year"]


def test_a_month_is_a_month_and_not_its_first_day() -> None:
    (mention,) = find_dates("It lapsed in July last year.", MONDAY)

    assert (mention.grain, mention.starts_on, mention.ends_on) == (
        Grain.MONTH,
        date(2023, 7, 1),
        date(2023, 7, 31),
    )
    assert mention.anchor == MONDAY


def test_a_written_date_has_no_anchor() -> None:
    assert find_dates("in May 2019", MONDAY)[0].anchor is None


def test_a_duration_behind_a_date_knows_when_it_ended() -> None:
    start, duration = find_dates("It was signed in March 2005 for 15 years.", MONDAY)

    assert (start.value, duration.value) == ("2005-03", "P15Y")
    assert (duration.starts_on, duration.ends_on) == (date(2005, 3, 1), date(2020, 3, 31))


def test_the_friday_before_counts_from_the_date_before_it() -> None:
    assert values("I knew on 3 June and not the Friday before.", date(2024, 6, 11))[1] == (
        "the Friday before",
        "2024-05-31",
    )


def test_a_weekday_in_apposition_is_the_day_it_explains() -> None:
    assert values("It closed on 2 June, a Sunday, said she.", date(2024, 6, 11))[1] == (
        "Sunday",
        "2024-06-02",
    )


def test_two_weeks_ago_is_the_day_that_is_named_behind_it() -> None:
    found = values("It slowed two weeks ago, on Sept. 16.", date(2022, 9, 30))

    assert found == [("two weeks ago", "2022-09-16"), ("Sept. 16", "2022-09-16")]


def test_another_speakers_sentence_does_not_decide_the_tense() -> None:
    text = "“We will never yield,” the premier told the house on Friday."

    assert values(text)[-1] == ("Friday", "2023-12-29")


def test_a_dateline_of_the_next_morning_is_not_a_year_old() -> None:
    assert values("LAE, Jan 2: The port was shut.", MONDAY)[0] == ("Jan 2", "2024-01-02")


def test_without_a_publication_day_nothing_is_counted_from_today() -> None:
    text = "Yesterday and last week they met; on Wednesday, in July and on 4 May they met; in May 2019 too."

    assert values(text, None) == [
        ("Wednesday", "XXXX-WXX-3"),
        ("July", "XXXX-07"),
        ("4 May", "XXXX-05-04"),
        ("May 2019", "2019-05"),
    ]


@given(
    st.one_of(
        st.text(max_size=300),
        st.lists(st.sampled_from(PIECES.split()), max_size=40).map(" ".join),
        st.lists(st.sampled_from(PIECES.split()), max_size=40).map("".join),
    ),
    st.one_of(st.none(), st.dates()),
)
def test_any_text_has_dates_that_quote_it(text: str, published: date | None) -> None:
    found = find_dates(text, published)

    for mention in found:
        assert mention.value
        assert text[slice(*mention.span)] == mention.text
        assert mention.starts_on is None or mention.ends_on is None or mention.starts_on <= mention.ends_on
    starts = [mention.span.start for mention in found]
    assert starts == sorted(starts)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    "piece",
    ["1", "2020 ", "May ", "the ", "two ", "of the last ", "-", "10:30 ", "( ", '"', "\n\n", "years "],
)
def test_the_work_grows_with_the_text_and_no_faster(piece: str) -> None:
    """Twice the junk gives at most twice the tokens and candidates: no rule looks further than itself."""
    short, long = (piece * (size // len(piece)) for size in (20_000, 40_000))

    counts = [len(GRAMMAR.match(GRAMMAR.lexicon.read(text)[1])) for text in (short, long)]

    assert counts[1] <= 2 * counts[0] + 100


def test_a_large_text_of_junk_is_read_to_its_end() -> None:
    junk = "1" * 50_000 + " May " * 10_000 + "the last two " * 10_000 + "(“" * 20_000

    assert find_dates(junk + " on 4 May 2019", MONDAY)[-1].value == "2019-05-04"


@pytest.mark.parametrize("text", ["She told the Harbour Daily so.", "She told the daily Harbour Post so."])
def test_a_daily_paper_repeats_nothing(text: str) -> None:
    assert values(text) == []


def test_a_week_that_something_is_put_off_until_lies_ahead() -> None:
    found = find_dates("The expo was put off until the week of April 8.", date(2024, 3, 15))

    assert [mention.value for mention in found if "April" in mention.text] == ["2024-04-08"]
