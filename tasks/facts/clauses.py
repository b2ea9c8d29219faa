"""Where the clause that somebody reports begins and ends: “said that …”, “said he …”, “urged them to …”."""

from __future__ import annotations

import re

from tasks.facts.lexicon import split_list, word_list

MIN_WORDS = 3  # of what is said
_WINDOW = 110  # characters between a verb of saying and its "that"
_THAT = re.compile(r",? that\s")
_WHETHER = re.compile(r"\s(?=(?:whether|if|why|how)\s)")
_TOLD_TO = re.compile(r"\s(?!not\s|to\s)(?:[\w.’'-]{1,20}\s){1,5}?(?=(?:not\s)?to\s[a-z])")
_FINITE = re.compile(
    r"\s(?:(?!that\b|who\b|which\b|whom\b|of\b|to\b)[\w.’'-]{1,24}\s){1,6}?"
    r"(?:is|are|was|were|has|have|had|would|will|could|can|should|may|might|must|does|do|did)\b"
    r"|\s(?:he|she|they|it|we)\s(?:[a-z]{2,12}ly\s)?[a-z]{2,14}(?:ed|s)\b"
)
_BETWEEN = re.compile(
    r"\s?,?\s?(?:in|on|at|during|to|by|via|through|late|early|earlier|yesterday|today|also|last|this"
    r"|Monday|Tuesday"
    r"|Wednesday|Thursday|Friday|Saturday|Sunday|again|further|clearly|explicitly)\b"
)
_WITH_RECIPIENT = frozenset(
    split_list("told tells tell telling informed warned warns promised replied added assured reminded")
)
_BARE = re.compile(
    r"(?:\s(?:on\s)?(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|yesterday|today"
    r"|earlier))?,?\s"
    r"(?=(?:he|she|they|it|we|I|the|a|an|his|her|their|its|there|this|these|those|some|many|most|more"
    r"|no|all|both|two"
    r"|three|four|five|such|each|every|about|around|nearly|almost|if|not|only|people|officials|one|while)\s"
    r"|(?!\w{3,6}day\b)[A-Z]|\d|[a-z]{3,20}s\s)"
)
_NOT_CLAUSE = re.compile(
    r"\s(?:(?:moments|minutes|seconds|hours|days|weeks|months|years)\s(?:after|before|later|earlier|ago)\b"
    r"|(?:in|on|at|to|of|by|with|for|about|as|during|after|before|nothing|so|this\s(?:while|in|on|at|when|to)|yes|no\sone|goodbye|sorry)\b)"
)
_RECIPIENT = re.compile(
    r"\s(?:(?:[A-Z][\w.’'-]{0,30}|the|reporters?|journalists?|him|her|them|us|me|lawmakers|a|news)\s){1,6}?"
    r"(?=(?:he|she|they|it|the|there|his|her|their)\s)"
)
_CLAUSE_END = re.compile(
    r",\s(?:where|which|who|whose|when|adding|calling|describing|citing|noting|saying|warning"
    r"|according|as\sper"
    r"|while|although|though|the\s(?:year|day|month|week)\sof|(?:but|and)\s(?:also\s)?(?:added|said"
    r"|warned|urged|called))\b"
    r"|;\s|\s[—–]\s|,?\s(?:but|and)\s(?:he|she|they|it)\s(?:said|added)\b|\sand\s(?:added|said)\sthat\b"
    r"|,\s(?:but|and)\s(?:he|she|they|it)\s(?:did\snot|does\snot|didn[’']t|declined|refused|offered|gave|stopped)\b"
    r"|\sand\s(?:vowed|promised|pledged|warned|urged|called|accused|noted|argued|insisted)\s"
    r"|,\s(?:but|and)\s(?:(?:he|she|they|it|also)\s)?(?:ha[sd]\s)?(?:added|said|that|promised|vowed|pledged)\b"
)
PREDICATE = re.compile(
    r"\b(?:he|she|they|it|we|I|there|is|are|was|were|be|been|has|have|had|will|would|can|could|should|may|might|must"
    r"|does|do|did|not|[a-z]{2,20}ed|[a-z]{1,8}n[’']t)\b"
)
_LAST_WORD = re.compile(r"(?P<on>\b(?:on|declined|refused)\s)?\b(?P<word>\w{1,12})\s\Z")
LONGEST_TRAIL = 220  # characters of a speaker who closes a sentence


def clause_start(body: str, start: int, verb: re.Match[str], end: int) -> int | None:
    """Return where the clause after a verb of saying starts."""
    if is_noun(body, start, verb):
        return None
    if verb.group() in word_list("speech", "intending") and body.startswith(" to ", verb.end()):
        return verb.end() + 1
    window_end = min(end, verb.end() + _WINDOW)
    that = _THAT.search(body, verb.end(), window_end)
    if that is not None:
        between = body[verb.end() : that.start()]
        plain = not any(mark in between.rstrip(",") for mark in ',;:“”"')
        led = not between.strip() or verb.group() in _WITH_RECIPIENT or _BETWEEN.match(between)
        if plain and led and len(between.split()) < 13:
            return that.end()
    if verb.group() in word_list("speech", "not_known") and (asked := _WHETHER.match(body, verb.end(), end)):
        return asked.end()
    if verb.group() in word_list("speech", "bidding") and (bidden := _TOLD_TO.match(body, verb.end(), end)):
        return bidden.end()
    if _is_inverted(body, start, verb, end):
        return None  # the speaker follows: “…, said Mr Rao of the ferry board”
    is_bare = verb.group() in word_list("speech", "bare") or _FINITE.match(body, verb.end(), end)
    if not is_bare or _NOT_CLAUSE.match(body, verb.end(), end):
        return None
    if verb.group() == "told":
        recipient = _RECIPIENT.match(body, verb.end(), end)
        return recipient.end() if recipient else None
    bare = _BARE.match(body, verb.end(), end)
    if bare is None or len(body[bare.end() : end].split()) <= MIN_WORDS:
        return None
    return bare.end()


def _is_inverted(body: str, start: int, verb: re.Match[str], end: int) -> bool:
    """Does a verb behind a comma have its speaker after it, and before it all that is said?"""
    if body[verb.start() - 2 : verb.start()] != ", " or PREDICATE.search(
        body, verb.end(), part_end(body, verb.end(), end)
    ):
        return False
    return PREDICATE.search(body, max(start, verb.start() - LONGEST_TRAIL), verb.start()) is not None


def is_noun(body: str, start: int, verb: re.Match[str]) -> bool:
    """Is it no verb that was found: “denied claims that”, “fair to say that”?"""
    before = _LAST_WORD.search(body, max(start, verb.start() - 24), verb.start())
    if before is None:
        return False
    if before["word"] == "to" and not verb.group().endswith(("ed", "ing")):
        return before["on"] is None
    return verb.group() in word_list("speech", "also_nouns") and (
        before["word"].lower() in word_list("speech", "before_nouns") or before["word"].isdigit()
    )


def part_end(body: str, start: int, end: int) -> int:
    """Return where the next comma stands, or *end*, or so far on that it does not matter."""
    end = min(end, start + LONGEST_TRAIL)
    comma = body.find(",", start, end)
    return comma if comma >= 0 else end


def clause_end(body: str, start: int, end: int) -> int:
    """Return where the clause that begins at *start* ends: at most with its sentence, at *end*."""
    found = _CLAUSE_END.search(body, start, end)
    while found and len(body[start : found.start()].split()) < MIN_WORDS:
        found = _CLAUSE_END.search(body, found.end(), end)
    return found.start() if found else end
