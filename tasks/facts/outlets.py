"""The outlets and websites an article leans on, and how: reported by, according to, told, cited.

A name counts when two things meet: it looks like an outlet (a word papers are called by, a known
agency, a word such as "daily" or "broadcaster" beside it, a domain), and the sentence leans on it
("according to", "told", "reported"). An outlet that is only talked about is no citation.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from tasks.facts.lexicon import split_list
from tasks.model.records import Citation, Span

RULE_VERSION = 1

#: Words that outlets are called by and few others are.
_STRONG = split_list(
    """Times Tribune Gazette Herald Courier Chronicle Ledger Examiner Telegraph Dispatch Inquirer Enquirer
    Newspaper News Newswire Wire Broadcasting Broadcaster Radio Television TV FM Daily Weekly Guardian
    Observer Journal Sentinel Post-Dispatch Newsweek Magazine Press Bulletin Advertiser Argus Reporter
    Newsroom Online Today Intelligencer Mail Daybreak Gazeta Diario Jornal Zeitung Dagblad Presse"""
)
#: Words that are outlets too, beside people, boards and stars: they need an article or a cue that is strong.
_SHARED = split_list(
    """Post Sun Star Mirror Mercury World Nation Voice Citizen Leader Record Register Standard Review
    Monitor Echo Globe Express Independent Eagle Republic Tablet Spectator Statesman Economist Insider
    Bee Hindu Network Meridian"""
)
_FIRST = split_list("Radio Diario Dainik Jornal Gazeta Agence Daily Corriere")
_KNOWN = split_list(
    """ABC AFP AAP ANI ANSA AP APP APTN AXIOS Axios BBC Bloomberg BNO CBC CBS CGTN CNA CNBC CNN DPA dpa DW
    EFE Euronews France24 IANS Interfax IRNA ITAR-TASS ITV Kyodo MSNBC NBC NDTV NHK NPR PBS Politico
    POLITICO PTI Reuters RIA RTE RTÉ RT SABC SANA TASS TRT TVNZ UNB UNI UPI WAFA WAM Xinhua Yonhap ZDF
    ARD Antara Anadolu BuzzFeed ProPublica Bellingcat Meduza Newsweek Vox Forbes Fortune Al_Jazeera
    Al_Arabiya Associated_Press Le_Monde Le_Figaro Der_Spiegel Die_Welt Die_Zeit El_País El_Pais El_Mundo
    La_Repubblica La_Nación Agence_France-Presse Press_Association Deutsche_Welle Sky_News BBC_News
    NBC_News ABC_News CBS_News"""
)

_DESCRIPTOR = r"""(?:newspaper|daily|weekly|broadcaster|news\sagency|newswire|(?:wire|news)\sservice
    |web\s?site|site|portal|magazine|tabloid|broadsheet|channel|network|television|TV|radio|station|paper|outlet
    |publication|blog|journal|periodical)"""
_WORD = r"[A-ZÀ-Þ][\w&.-]{0,30}(?<![.-])"
_NAME = re.compile(rf"\b{_WORD}(?:[ ](?:(?:of|and|&|de|del|da|la|du)[ ])?{_WORD}){{0,6}}")
_DOMAIN = re.compile(
    r"(?<![\w@./-])(?:https?://)?(?P<domain>(?:[a-z0-9][a-z0-9-]{0,40}\.){1,3}[a-z]{2,10})(?![\w@-]|\.\w)"
)
_NOT_DOMAINS = split_list("e.g i.e a.m p.m vs etc")

#: What may stand between "told" and the name: "told the Bengali daily …".
_FILLER = rf"""(?: (?: the|a|an|its|his|her|local|state|state-run|private|regional|national|leading|online
    |official|news|(?-i:[A-Z]\w{{2,20}})|{_DESCRIPTOR} ) \s ){{0,5}}"""
_LEFT = re.compile(
    rf"""
    \b(?:
      (?P<according_to> according\sto | as\sper | per )
    | (?P<told> told | tells | telling | informed | said\sin | remarks\sto
        | (?:spoke|speaking|talking|said|statement|confirmed)\s(?:to|on)
        | interview(?:ed)?\s(?:with|to|on|in|by|for) | (?:writing|wrote)\s(?:in|for) )
    | (?P<reported_by> (?:reported|revealed|disclosed|broken|uncovered)\s(?:by|in|on) )
    | (?P<cited> citing | quoting | quotes | cited
        | (?:seen|obtained|reviewed|published|carried|aired|run|quoted|cited|posted|released|broadcast|printed
            |viewed|analysed|analyzed|verified|leaked) \s (?:by|in|on|to)
        | (?:reports?|articles?|story|stories|investigation|column|op-ed|editorial|documentary|review)
            \s (?:by|in|from|on|published\sby) )
    )\s (?:(?:a|the)\s(?:report|story|article)\s(?:in|by|from|on)\s)? {_FILLER} \Z
    """,
    re.VERBOSE | re.IGNORECASE,
)
_ACCORDING = re.compile(r"\b(?:according to|as per)\b[^.]{0,80}\Z", re.IGNORECASE)
_RIGHT = re.compile(
    rf"""
    (?:\s{_DESCRIPTOR})?
    (?:,\s(?:a|an|the|which)\s[^,.;\n]{{3,60}},)?
    (?:['’]s\s(?:\w+\s){{0,3}}(?:reporters?|correspondents?))?
    \s(?:(?:has|had|have|first|also|separately|earlier|later|previously|exclusively|(?:on|in)\s\w+)\s){{0,2}}
    (?P<verb>reported|reports|wrote|writes|revealed|quoted|quotes|published|broadcast|aired|cited|disclosed
        |said|says|noted|added|claimed|ran)\b
    """,
    re.VERBOSE,
)
_SAYING = split_list("said says noted added claimed ran")
_DESCRIBED_BEFORE = re.compile(rf"\b{_DESCRIPTOR}\s\Z", re.VERBOSE)
_DESCRIBED_AFTER = re.compile(
    rf"\s{_DESCRIPTOR}\b | ,\s(?:a|an|the)\s(?:[\w-]{{1,20}}\s){{0,4}}{_DESCRIPTOR}\b",
    re.IGNORECASE | re.VERBOSE,
)
_WHOLE_WORD = re.compile(r"\S+")
_LEADING_CUES = split_list("Citing Quoting According As Per On In Meanwhile Last And But While Told")
_DAYS = split_list("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
_LEFT_REACH, _RIGHT_REACH = 110, 150


class _Candidate(NamedTuple):
    start: int
    end: int
    is_sure: bool  # looks like an outlet whatever the sentence does
    url: str | None


def find_citations(body: str) -> tuple[Citation, ...]:
    """Return the outlets that *body* leans on, each time it does.

    >>> text = "The plan was cleared, ANI reported, citing a report published by The Express Tribune."
    >>> [(c.outlet, c.relation) for c in find_citations(text)]
    [('ANI', 'reported_by'), ('The Express Tribune', 'cited')]

    A website keeps its address:

    >>> [(c.outlet, c.url) for c in find_citations("Two officials told ledger.example that it was so.")]
    [('ledger.example', 'ledger.example')]

    Who speaks is no outlet, and an outlet that is spoken of is no citation:

    >>> find_citations("The ministry told the senate that it would sue The Lakeside Courier.")
    ()
    """
    candidates = [*_named(body), *_domains(body)]
    candidates.sort(key=lambda each: each.start)
    return tuple(citation for each in candidates if (citation := _cited(body, each)))


def _named(body: str) -> list[_Candidate]:
    candidates = []
    for run in _NAME.finditer(body):
        words = list(_WHOLE_WORD.finditer(run.group()))
        while words and words[0].group() in _LEADING_CUES:
            words.pop(0)
        while words and words[-1].group() in _DAYS:
            words.pop()
        if not words:
            continue
        start = run.start() + words[0].start()
        candidate = _by_form(body, start, run.start(), words) or _by_description(
            body, start, run.start() + words[-1].end()
        )
        if candidate:
            candidates.append(candidate)
    return candidates


def _by_form(body: str, start: int, offset: int, words: list[re.Match[str]]) -> _Candidate | None:
    """Return the outlet in a run of capitalised words, if its words are those of outlets."""
    names = [word.group() for word in words]
    has_the = names[0] == "The" and len(names) > 1
    for known in (names[has_the : has_the + 2], names[has_the : has_the + 1]):
        if " ".join(known) in _KNOWN:
            return _Candidate(start, offset + words[has_the + len(known) - 1].end(), is_sure=True, url=None)
    if names[has_the] in _FIRST and len(names) > has_the + 1:
        return _Candidate(start, offset + words[-1].end(), is_sure=True, url=None)
    titled = has_the and not _opens_sentence(body, start)
    ends = [index for index, name in enumerate(names) if name in _STRONG or name in _SHARED]
    if ends:
        last = ends[-1]
        is_long = last + 1 - has_the > 1
        if is_long or has_the or body[max(0, start - 4) : start] == "the ":
            is_sure = titled or names[last] in _STRONG
            return _Candidate(start, offset + words[last].end(), is_sure, None)
    if titled and 2 <= len(names) <= 4:
        return _Candidate(start, offset + words[-1].end(), is_sure=False, url=None)
    return None


def _by_description(body: str, start: int, end: int) -> _Candidate | None:
    """Return a name that the text itself calls a newspaper, a website and so on."""
    before = body[max(0, start - 16) : start]
    after = _DESCRIBED_AFTER.match(body, end, end + 80)
    names_another = after is not None and _NAME.match(body, after.end() + 1) is not None
    if _DESCRIBED_BEFORE.search(before) or (after and not names_another):
        return _Candidate(start, end, is_sure=True, url=None)
    return None


def _opens_sentence(body: str, start: int) -> bool:
    before = body[max(0, start - 3) : start].rstrip(" \"“‘'")
    return not before or before[-1] in ".!?:\n"


def _domains(body: str) -> list[_Candidate]:
    return [
        _Candidate(*match.span("domain"), is_sure=True, url=match["domain"])
        for match in _DOMAIN.finditer(body)
        if match["domain"] not in _NOT_DOMAINS
    ]


def _cited(body: str, candidate: _Candidate) -> Citation | None:
    start, end = candidate.start, candidate.end
    relation, rule = None, "citation.before"
    left = body[max(0, start - _LEFT_REACH) : start]
    cue = _LEFT.search(left)
    if cue:
        relation = cue.lastgroup
        if relation == "cited" and _ACCORDING.search(left[: cue.start() + 1]):
            relation = "according_to"
    else:
        verb = _RIGHT.match(body, end, end + _RIGHT_REACH)
        if verb and (candidate.is_sure or verb["verb"] not in _SAYING) and _may_report(body, candidate):
            relation, rule = "reported_by", "citation.after"
    if relation is None:
        return None
    return Citation(
        span=Span(start, end),
        rule=rule,
        rule_version=RULE_VERSION,
        outlet=body[start:end],
        relation=relation,
        url=candidate.url,
    )


def _may_report(body: str, candidate: _Candidate) -> bool:
    """Keep out "The Hague court said": a plain "The Name" needs a cue before it."""
    last = body[candidate.start : candidate.end].rsplit(" ", 1)[-1]
    return candidate.is_sure or last in _STRONG or last in _SHARED
