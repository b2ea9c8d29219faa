"""News agencies: their codes, and the names they go by in bylines, datelines and credits.

An agency that is not here is kept as written wherever the form of a credit makes plain that it is
one; the table only decides where the form alone would not (``(ANI)``, ``By Reuters``).
"""

from __future__ import annotations

import re
from functools import lru_cache

AGENCIES_UNNAMED = "AGENCIES"  # the code of "with agency inputs"

# code: every name, in any language it is credited in
_AGENCIES: dict[str, tuple[str, ...]] = {
    "AAP": ("Australian Associated Press",),
    "AFP": ("Agence France-Presse", "Agence France Presse", "فرانس برس", "अफ़प", "法新社", "АФП", "एएफपी"),
    "ANA": ("ANA-MPA", "Athens News Agency", "ΑΠΕ-ΜΠΕ"),
    "ANADOLU": ("Anadolu Agency", "Anadolu Ajansı", "Anadolu", "الأناضول"),
    "ANI": ("Asian News International", "एएनआई"),
    "ANP": (),
    "ANSA": ("Agenzia Ansa",),
    "ANTARA": ("Antara News",),
    "AP": ("Associated Press", "The Associated Press", "美联社", "АП", "एपी"),
    "APA": ("Austria Presse Agentur",),
    "APP": ("Associated Press of Pakistan",),
    "BELGA": ("Agence Belga", "Belga News Agency"),
    "BELTA": ("БелТА", "Belta"),
    "BERNAMA": ("Bernama",),
    "BLOOMBERG": ("Bloomberg", "Bloomberg News"),
    "BSS": ("Bangladesh Sangbad Sangstha",),
    "CNA": ("Central News Agency", "中央社"),
    "CNS": ("China News Service", "中新社", "中新网"),
    "CP": ("The Canadian Press", "Canadian Press", "La Presse Canadienne", "La Presse canadienne"),
    "CTK": ("ČTK", "Czech News Agency"),
    "DPA": ("Deutsche Presse-Agentur",),
    "EFE": ("Agencia EFE",),
    "EUROPA PRESS": ("Europa Press",),
    "IANS": ("Indo-Asian News Service", "आईएएनएस"),
    "INTERFAX": ("Interfax", "Интерфакс"),
    "IRNA": ("Islamic Republic News Agency",),
    "JIJI": ("Jiji Press", "時事通信", "時事"),
    "KYODO": ("Kyodo", "Kyodo News", "共同通信", "共同"),
    "LUSA": ("Agência Lusa",),
    "MENA": ("Middle East News Agency",),
    "NNA": ("National News Agency",),
    "NTB": ("Norsk Telegrambyrå",),
    "PA": ("PA Media", "Press Association", "The Press Association", "PA News Agency"),
    "PAP": ("Polska Agencja Prasowa",),
    "PTI": ("Press Trust of India", "पीटीआई", "भाषा", "PTI-Bhasha"),
    "REUTERS": ("Reuters", "Thomson Reuters", "رويترز", "路透社", "Рейтер", "रॉयटर्स"),
    "RIA NOVOSTI": ("РИА Новости", "RIA Novosti"),
    "RITZAU": ("Ritzau",),
    "SPA": ("Saudi Press Agency", "واس"),
    "SPUTNIK": ("Sputnik",),
    "STT": ("STT-Lehtikuva",),
    "TASS": ("ТАСС", "ITAR-TASS"),
    "TT": ("TT Nyhetsbyrån",),
    "UKRINFORM": ("Ukrinform", "Укрінформ"),
    "UNI": ("United News of India", "यूनीवार्ता", "वार्ता"),
    "UPI": ("United Press International",),
    "VNA": ("Vietnam News Agency", "TTXVN"),
    "WAFA": ("وفا",),
    "WAM": ("Emirates News Agency", "وام"),
    "XINHUA": ("Xinhua", "Xinhua News Agency", "新华社", "新華社"),
    "YONHAP": ("Yonhap", "Yonhap News", "연합뉴스"),
}  # fmt: skip

_PLURALS = frozenset(
    {
        "agency", "agencies", "the agencies", "news agencies", "news agency", "wire agencies",
        "wire agency", "wires", "wire services", "wire service", "other agencies", "agencias", "agencia",
        "agences", "agence", "agenturen", "agentur", "agenzie", "agenzia", "agências", "agência",
        "agencies/staff", "bureau and agencies", "агентства", "агентство", "агентств", "agencje",
        "ajanslar", "وكالات", "الوكالات", "एजेंसी", "एजेंसियां", "एजेंसियाँ", "综合外电", "syndicated",
        "syndicated news",
    }
)  # fmt: skip
_AGENCY_WORDS = frozenset(
    """
    wire newswire news press agency service agence agencia agentur agenzia feed syndicate network
    """.split()  # noqa: SIM905  quoted words are harder to read
)
_OUTLET_WORDS = frozenset(
    """
    ledger post courier times tribune gazette herald observer standard mail sentinel chronicle record
    dispatch bulletin monitor express journal mirror echo telegraph guardian independent star sun globe
    examiner inquirer reporter review register daily weekly magazine newspaper today nation age argus
    advertiser citizen democrat enterprise leader mercury messenger zeitung tageblatt anzeiger rundschau
    blatt diario periódico jornal folha correio journal gazette quotidien corriere giornale газета
    вестник известия ведомости
    """.split()  # noqa: SIM905  quoted words are harder to read
)
_NAME = re.compile(r"[^\W\d_](?:[^\n()\[\]{}<>|;:!?]{0,58}[^\s,])?")


def agency_code(name: str) -> str | None:
    """Return the code of the known agency that *name* names, or ``None``.

    >>> agency_code("Press Trust of India"), agency_code("afp"), agency_code("Northwire")
    ('PTI', 'AFP', None)
    """
    return _codes().get(_key(name))


def is_known_name(name: str) -> bool:
    """Is *name* spelt the way a known agency is credited? Codes stand in capitals, ``dpa`` excepted.

    >>> is_known_name("AP"), is_known_name("Ani"), is_known_name("reuters"), is_known_name("dpa")
    (True, False, False, True)
    """
    return name.strip().removeprefix("the ") in _spellings()


def is_unnamed(name: str) -> bool:
    """Does *name* stand for agencies without naming one?

    >>> is_unnamed("Agencies"), is_unnamed("agences")
    (True, True)
    """
    return name.strip().casefold() in _PLURALS


def looks_like_agency(name: str) -> bool:
    """Is *name* made like the name of an agency: letters in capitals, or a word such as ``Newswire``?

    >>> looks_like_agency("QNS"), looks_like_agency("Allied News Press"), looks_like_agency("Jane Doe")
    (True, True, False)
    """
    words = name.split()
    if not words or len(words) > 5 or looks_like_outlet(name):
        return False
    if len(words) == 1 and name.isupper() and 2 <= len(name) <= 10 and name.isalpha():
        return True
    return (
        any(word.casefold() in _AGENCY_WORDS or word.casefold().endswith("wire") for word in words)
        and name[:1].isupper()
    )


def looks_like_outlet(name: str) -> bool:
    """Is *name* made like the name of a newspaper?

    >>> looks_like_outlet("The Aldern Courier"), looks_like_outlet("Northwire")
    (True, False)
    """
    words = [word.casefold().strip(".,'’\"“”") for word in name.split()]
    return (
        bool(words)
        and len(words) <= 6
        and (words[-1] in _OUTLET_WORDS or words[0] in _OUTLET_WORDS - {"today", "daily", "record"})
    )


def as_credited(name: str) -> str | None:
    """Return the code of a known agency, else *name* as written; ``None`` where it names nothing.

    >>> [as_credited(name) for name in ("Asian News International", "Northwire", "agencies", "--")]
    ['ANI', 'Northwire', 'AGENCIES', None]
    """
    name = name.strip(" .,;:*\"'“”‘’")
    if is_unnamed(name):
        return AGENCIES_UNNAMED
    code = agency_code(name)
    if code is not None:
        return code
    return name if _NAME.fullmatch(name) else None


@lru_cache(maxsize=1)
def _codes() -> dict[str, str]:
    return {_key(name): code for code, names in _AGENCIES.items() for name in (code, *names)}


def _key(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").split()).removeprefix("the ")


@lru_cache(maxsize=1)
def _spellings() -> frozenset[str]:
    names = {name for code, names in _AGENCIES.items() for name in (code, *names)}
    return frozenset(names | {name.upper() for name in names} | {"dpa"})
