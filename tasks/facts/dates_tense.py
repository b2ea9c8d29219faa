"""Which way a sentence looks: did it happen on Wednesday, or will it?

No parser is at hand, so the nearest finite verb decides, first towards the beginning of the sentence,
then towards its end. What stands in quotation marks is another speaker's sentence and is stepped over.
"""

from __future__ import annotations

from tasks.facts.dates_tokens import Token, Tokens
from tasks.facts.lexicon import split_list
from tasks.facts.timex import Direction

_REACH = 45  # tokens; longer sentences have their verb nearer

_FUTURE = split_list(
    """will shall would won should may might could can must due scheduled slated expected expects expect
    planned upcoming tentatively looms"""
)
_NEGATABLE = frozenset(["would", "could"])  # "could not be reached on Friday" is the past
#: Simple present of what is arranged: "the talks open on Friday".
_ARRANGED = split_list(
    """go goes open opens start starts begin begins close closes end ends expire expires meet meets arrive
    arrives leaves resume resumes returns plays kick kicks stay stays remain remains fly flies depart
    departs decide decides come comes hear hears reopen reopens elect elects celebrates"""
)
_IRREGULAR_PAST = split_list(
    """was were had did has have wasn weren hadn didn hasn haven wouldn couldn said told went gave took
    held met won lost fell rose came made began left sent saw found struck shot hit spoke wrote read led
    fled brought bought caught fought thought taught sought got became broke chose drew drove flew grew
    hid kept knew laid lent paid put quit ran rang sold shook shut sank sat slid stood stole stuck swore
    swept swam threw understood withdrew wore won built burnt cut dealt dug felt forbade forgot froze
    hung heard hurt let lit meant overcame overtook rebuilt sang sprang spent split spread tore woke
    wept wound seen taken given gone known shown done since"""
)
_NO_PAST = split_list("""need indeed speed feed seed hundred sacred embed proceed exceed succeed breed""")
#: "agreed to meet on Friday": the verb is past, the meeting is not.
_LOOKS_AHEAD = split_list(
    """agreed agree agrees decided decide vowed vow vows promised promise promises pledged pledge pledges
    plan plans planned planning expected expects expect scheduled set due slated want wants wanted hope
    hopes hoped hoping intends intend intended order orders ask urge urges invite invites prepare
    prepares preparing prepared threatens threatened proposed propose proposes ready likely is are was
    were be have has voted supposed poised bound need needs going opted chose choose"""
)
#: "has promised a wall by May 15": the promise is past, its day is not.
_PROMISES = split_list(
    """agreed vowed promised pledged plan plans planned expects expected expect scheduled due wants wanted
    hopes hoped intends intended ordered urged proposed aims aimed undertook commits committed"""
)
#: "asked the ministers to meet on Friday"
_SENDS = split_list("asked asks urged ordered invited wants expects summoned allows lets")
_NOT_A_VERB = split_list("the a an his her its their this that these those it him them us")
_AUXILIARIES = split_list("be being is are")
_SENTENCE_ENDS = frozenset(".!?;")
_OPENING = frozenset("“‘«")
_CLOSING = frozenset("”»")


def direction_of(tokens: Tokens, start: int, end: int) -> Direction:
    """Return where *tokens[start:end]*, a date, lies by the verbs around it.

    >>> from tasks.facts.dates_tokens import Lexicon
    >>> read = Lexicon(frozenset()).read
    >>> tokens, _ = read("Officials said tickets will go on sale on Friday")
    >>> direction_of(tokens, 9, 10)
    <Direction.FUTURE: 'future'>
    """
    before = tokens[start - 1].word if start else ""
    if before == "of" and tokens.words(max(0, start - 4), start - 1)[-2:] in (
        ["the", "week"],
        ["the", "weekend"],
    ):
        return direction_of(tokens, start - 3, end)  # “until the week of April 8”
    if before in ("until", "till") or (before == "of" and start > 1 and tokens[start - 2].word == "ahead"):
        return Direction.FUTURE
    if before == "by" and not _PROMISES.isdisjoint(tokens.words(max(0, start - 13), start - 1)):
        return Direction.FUTURE
    if before in ("since", "after"):
        return Direction.PAST
    return _look_back(tokens, start) or _look_ahead(tokens, end) or Direction.UNKNOWN


def _look_back(tokens: Tokens, start: int) -> Direction | None:
    position = start - 1
    limit = max(-1, start - 1 - _REACH)
    while position > limit:
        word = tokens[position].word
        if word in _SENTENCE_ENDS or word[0] == "\n":
            return None
        if _is_opening(tokens, position):
            return None
        if _is_closing(tokens, position):
            position = _opening_before(tokens, position, limit) - 1
            continue
        if word == "to" and _is_infinitive_ahead(tokens, position):
            return Direction.FUTURE
        found = _tense_of(tokens, position)
        if found is not None:
            return found
        position -= 1
    return None


def _look_ahead(tokens: Tokens, end: int) -> Direction | None:
    position = end
    limit = min(len(tokens), end + _REACH)
    while position < limit:
        word = tokens[position].word
        if word in _SENTENCE_ENDS or word[0] == "\n" or _is_closing(tokens, position):
            return None
        if _is_opening(tokens, position):
            position += 1
            while position < limit and not _is_closing(tokens, position):
                position += 1
        else:
            found = _tense_of(tokens, position)
            if found is not None:
                return found
        position += 1
    return None


def _tense_of(tokens: Tokens, position: int) -> Direction | None:
    word = tokens[position].word
    before = tokens[position - 1].word if position else ""
    after = tokens[position + 1].word if position + 1 < len(tokens) else ""
    if word in _FUTURE:
        if word == "may" and tokens[position].form != "may":
            return None
        return Direction.PAST if word in _NEGATABLE and after == "not" else Direction.FUTURE
    if word == "set" and after in ("for", "to"):
        return Direction.FUTURE
    if word in _IRREGULAR_PAST or _is_regular_past(tokens[position]):
        # "to be held", "is accused": the auxiliary carries the tense, or there is none of the date
        return None if before in _AUXILIARIES else Direction.PAST
    if word in _ARRANGED and before not in _NOT_A_VERB:
        return Direction.FUTURE
    return None


def _is_regular_past(token: Token) -> bool:
    word = token.word
    return word.endswith("ed") and len(word) > 4 and token.form == word and word not in _NO_PAST


def _is_infinitive_ahead(tokens: Tokens, position: int) -> bool:
    """Is the "to" at *position* the one of "agreed to meet", rather than of "sent to the coast"?"""
    if position == 0 or position + 1 >= len(tokens) or tokens[position + 1].word in _NOT_A_VERB:
        return False
    before = tokens[position - 1].word
    return before in _LOOKS_AHEAD or not _SENDS.isdisjoint(tokens.words(position - 6, position))


def _is_opening(tokens: Tokens, position: int) -> bool:
    word = tokens[position].word
    if word in _OPENING:
        return True
    return word == '"' and not _touches_the_word_before(tokens, position)


def _is_closing(tokens: Tokens, position: int) -> bool:
    word = tokens[position].word
    if word in _CLOSING:
        return True
    return word == '"' and _touches_the_word_before(tokens, position)


def _touches_the_word_before(tokens: Tokens, position: int) -> bool:
    return position > 0 and tokens[position - 1].end == tokens[position].start


def _opening_before(tokens: Tokens, position: int, limit: int) -> int:
    position -= 1
    while position > limit and not _is_opening(tokens, position):
        position -= 1
    return position
