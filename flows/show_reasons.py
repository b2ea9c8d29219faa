"""Why a fact is believed, in words: what each rule looks at, and how sure it is."""

from __future__ import annotations

from collections.abc import Mapping

_LIKELY = ((0.9, "very likely"), (0.75, "likely"), (0.5, "rather likely"), (0.0, "a guess"))

REASONS: Mapping[str, str] = {
    "acronym.parenthesis": "the article gives the long form beside the brackets",
    "acronym.known_as": "the article says what it is known as",
    "agreement.case": "two parties with a “v.” between them, as court cases are named",
    "agreement.explained": "an agreement's name that the article gives a short form for",
    "agreement.name": "a capitalised name that ends in a word for an agreement or law",
    "amount.money": "a number with a currency",
    "amount.percent": "a number with a percent sign or word",
    "amount.quantity": "a number with a unit of measure",
    "citation.after": "named after a phrase such as “according to”",
    "citation.before": "named before a verb of reporting",
    "credit.byline": "an agency named in the byline",
    "credit.closing": "the credit that closes the article",
    "dateline": "the place that opens the report, before a dash, colon or agency",
    "date.clock": "a time of day",
    "date.day": "a day and a month",
    "date.day_word": "a word such as “yesterday”, counted from the day of publication",
    "date.decade": "a decade by its years",
    "date.distance": "a length of time before or after another day",
    "date.duration": "a length of time",
    "date.holiday": "a holiday by its name",
    "date.iso": "a date in digits",
    "date.month": "a month, in the year that the tense of the sentence asks for",
    "date.month_of_year": "a month and a year",
    "date.quarter": "a quarter of a year",
    "date.repetition": "something that comes again and again",
    "date.season": "a season",
    "date.unit": "a week, month or year counted from the day of publication",
    "date.vague": "a time that the words leave open",
    "date.weekday": "a weekday, before or after publication by the tense of the sentence",
    "date.weekend": "a weekend",
    "date.year": "a number that reads as a year",
    "keywords.phrase": "said early, often or in the title",
    "link": "the words of a link in the page",
    "mentions.acronym": "a short form whose long form the article gives",
    "mentions.agreement": "a name that ends in a word for an agreement or law",
    "mentions.beside": "a title or role stands beside the name",
    "mentions.called": "called a company or firm in the same sentence",
    "mentions.capitals": "capital letters alone, as organisations shorten their names",
    "mentions.code": "letters and digits, as products are named",
    "mentions.demonym": "a word for the people of a country",
    "mentions.event": "a name with a word for an event",
    "mentions.gazetteer": "the name of a place in the gazetteer",
    "mentions.geography": "a name with a word such as river, bay or street",
    "mentions.given_name": "begins with a given name",
    "mentions.head": "ends in a word such as ministry, union or bank",
    "mentions.initials": "the initials of a body that the article names",
    "mentions.known": "an organisation that is widely known",
    "mentions.land": "the name of a country or region",
    "mentions.listed": "stands in a list with places",
    "mentions.locative": "stands after a word such as “in”, as places do",
    "mentions.plays": "a town that is played for or against, as clubs are called",
    "mentions.speaks": "speaks or acts as a person does",
    "mentions.state": "a state or region after the town it holds",
    "mentions.surname": "the surname of a person named in full elsewhere",
    "mentions.team": "a name as teams have it",
    "mentions.title": "a title stands before the name",
    "mentions.undecided": "a name, and nothing says of what",
    "mentions.unusual": "a name without everyday words",
    "mentions.usual": "a name with everyday words",
    "mentions.vessel": "called a ship or vessel",
    "places.cldr": "the name of a country or large town in this language",
    "places.gazetteer": "the gazetteer, and the countries the article names",
    "places.neighbour": "the country of the place named beside it",
    "quotes.according": "what somebody is named for with “according to”",
    "quotes.after": "the speaker follows the quotation",
    "quotes.before": "the speaker comes before the quotation",
    "quotes.free": "in quotation marks, and nobody is named as speaker",
    "quotes.inside": "the speaker interrupts the quotation",
    "quotes.reported": "reported after a verb of saying",
    "quotes.trailing": "reported, with the speaker at the end of the sentence",
    "topics.words": "several words that stand in news of this topic",
}


def describe_rule(rule: str) -> str:
    """Return what *rule* looked at; a rule without a sentence here is called by its name.

    >>> describe_rule("mentions.title"), describe_rule("quotes.de"), describe_rule("mentions.far_seen")
    ('a title stands before the name', 'quotation marks and a verb of saying in this language', 'far seen')
    """
    known = REASONS.get(rule)
    if known is not None:
        return known
    room, _, name = rule.rpartition(".")
    if room == "quotes" and len(name) == 2:
        return "quotation marks and a verb of saying in this language"
    return name.replace("_", " ")


def describe_confidence(confidence: float) -> str:
    """Return how sure a rule is, in words and as a percentage.

    >>> describe_confidence(0.95), describe_confidence(0.2)
    ('very likely, 95 %', 'a guess, 20 %')
    """
    words = next((words for least, words in _LIKELY if confidence >= least), _LIKELY[-1][1])
    return f"{words}, {confidence:.0%}".replace("%", " %")
