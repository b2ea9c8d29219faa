"""One sense for each name throughout an article, and headlines read with the body."""

from __future__ import annotations

from tasks.facts import acronyms, judge
from tasks.facts.acronyms import find_acronyms
from tasks.facts.headlines import find_title_mentions
from tasks.facts.mentions import find_mentions
from tasks.model.records import EntityType, Part


def test_a_short_form_stands_for_its_expansion() -> None:
    text = "The Severn Rail Board (SRB) met. The SRB said no."

    found = find_mentions(text, acronyms=find_acronyms(text))

    assert {mention.name for mention in found} == {"Severn Rail Board"}
    assert [mention.text for mention in found] == ["Severn Rail Board", "SRB", "SRB"]


def test_a_treatys_short_form_is_an_agreement_too() -> None:
    text = "The Joint Rail Framework Agreement (JRFA) was signed. The JRFA helps."

    found = find_mentions(text, acronyms=find_acronyms(text))

    assert {mention.kind for mention in found} == {EntityType.AGREEMENT}


def test_demonyms_are_no_places() -> None:
    kinds = {
        mention.text: mention.kind for mention in find_mentions("An American general met Ugandan farmers.")
    }

    assert kinds == {"American": EntityType.DEMONYM, "Ugandan": EntityType.DEMONYM}


def test_countries_go_by_one_name() -> None:
    found = find_mentions("The US and the United States and the U.S. agreed.")

    assert {mention.name for mention in found} == {"United States"}


def test_in_a_headline_of_capitals_only_known_names_count() -> None:
    body = find_mentions("Grace Otim, an economist, spoke in Kampala.")

    found = find_title_mentions("OTIM: Harsh Winter Will Hit Kenya And Kampala", body)

    assert [(m.text, m.name, m.part) for m in found] == [
        ("OTIM", "Grace Otim", Part.TITLE),
        ("Kenya", "Kenya", Part.TITLE),
        ("Kampala", "Kampala", Part.TITLE),
    ]


def test_a_mention_goes_by_the_version_of_the_module_that_owns_its_rule() -> None:
    body = "The Equatorial Rail Company (ERC) met Ann Reyes."

    versions = {m.text: m.rule_version for m in find_mentions(body, acronyms=find_acronyms(body))}

    assert versions["Equatorial Rail Company"] == acronyms.RULE_VERSION
    assert versions["ERC"] == versions["Ann Reyes"] == judge.RULE_VERSION


def test_capitals_stand_for_the_one_body_that_has_them_as_initials() -> None:
    names = {m.text: m.name for m in find_mentions("The TPA waited. The Tarn Port Authority has ships.")}

    assert names["TPA"] == "Tarn Port Authority"
