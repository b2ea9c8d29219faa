"""Money, percentages and measures in prose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.facts.amounts import find_amounts
from tasks.facts.numerals import find_numerals
from tasks.model.records import AmountKind

PIECES = (
    "$ US$ Rs £ 5 1,512 2.5 -3 – to million bn crore lakh euros dollars % per cent "
    "km square an hour a half won"
)


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("US$410 million", 410_000_000.0, "USD"),
        ("Rs 250 crore", 2_500_000_000.0, "INR"),
        ("₹2.5 lakh crore", 2_500_000_000_000.0, "INR"),
        ("€3.2bn", 3_200_000_000.0, "EUR"),
        ("£17.5m", 17_500_000.0, "GBP"),
        ("1.9 billion soles", 1_900_000_000.0, "PEN"),
        ("CHF1.2bn", 1_200_000_000.0, "CHF"),
        ("USD 5 million", 5_000_000.0, "USD"),
        ("500 €", 500.0, "EUR"),
        ("A$5m", 5_000_000.0, "AUD"),
        ("5 million Czech crowns", 5_000_000.0, "CZK"),
        ("100 UAE dirhams", 100.0, "AED"),
        ("half a million dollars", 500_000.0, "USD"),
        ("two hundred New Zealand dollars", 200.0, "NZD"),
        ("$2020", 2020.0, "USD"),
        ("50,000 won", 50_000.0, "KRW"),
    ],
)
def test_money_has_its_amount_and_currency(text: str, value: float, currency: str) -> None:
    (amount,) = find_amounts(f"It cost {text} in all.")

    assert (amount.text, amount.kind, amount.value, amount.currency) == (
        text,
        AmountKind.MONEY,
        value,
        currency,
    )


def test_rupees_are_those_of_the_country_the_text_is_about() -> None:
    text = "The state bank of Pakistan lent Rs 500 crore."

    assert find_amounts(text)[0].currency == "PKR"


def test_crowns_of_no_country_have_no_currency() -> None:
    (amount,) = find_amounts("The roof cost 61 million crowns.")

    assert (amount.value, amount.currency) == (61_000_000.0, None)


def test_a_range_shares_what_stands_at_one_end() -> None:
    found = [(a.value, a.currency) for a in find_amounts("$3-5 million; 20 to 30 euros; $10-$12 billion")]

    assert found == [
        (3e6, "USD"),
        (5e6, "USD"),
        (20.0, "EUR"),
        (30.0, "EUR"),
        (10e9, "USD"),
        (12e9, "USD"),
    ]


@pytest.mark.parametrize("text", ["33 per cent", "33 percent", "33%", "thirty-three per cent"])
def test_percentages_are_written_in_many_ways(text: str) -> None:
    (amount,) = find_amounts(f"Rents rose by {text} over the year.")

    assert (amount.text, amount.kind, amount.value) == (text, AmountKind.PERCENT, 33.0)


def test_percentage_points_are_no_percent() -> None:
    assert find_amounts("up 2.5 percentage points")[0].unit == "percentage point"


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("93 kilometres", 93.0, "kilometre"),
        ("93-kilometre", 93.0, "kilometre"),
        ("500 sq km", 500.0, "square kilometre"),
        ("3,000 cubic metres per second", 3000.0, "cubic metre per second"),
        ("two million tonnes", 2_000_000.0, "tonne"),
        ("200 pounds", 200.0, "pound"),
    ],
)
def test_a_measure_has_its_unit(text: str, value: float, unit: str) -> None:
    (amount,) = find_amounts(f"They moved {text} of rice.")

    assert (amount.text, amount.value, amount.unit) == (text, value, unit)


@pytest.mark.parametrize(
    "text", ["38 villages", "Team 5 won 2 games", "COVID-19", "the G4 in 2016", "5m people"]
)
def test_a_number_that_measures_nothing_is_no_amount(text: str) -> None:
    assert find_amounts(text) == ()


@given(
    st.one_of(
        st.text(max_size=200),
        st.lists(st.sampled_from(PIECES.split()), max_size=30).map(" ".join),
        st.lists(st.sampled_from(PIECES.split()), max_size=30).map("".join),
    )
)
def test_any_text_has_amounts_that_quote_it(text: str) -> None:
    for amount in find_amounts(text):
        assert text[slice(*amount.span)] == amount.text
        assert amount.text


@pytest.mark.parametrize("piece", ["1", "1,000,", "Rs 5 ", "one ", "a million ", "5 crowns "])
def test_a_large_text_of_junk_is_read_to_its_end(piece: str) -> None:
    junk = piece * (200_000 // len(piece))

    assert find_amounts(junk + "; £5 million")[-1].value == 5_000_000.0
    assert len(find_numerals(junk)) <= len(junk)
