"""The rules for dates in English, in the notation of ``dates_grammar.py``.

Of two rules that match from the same word the longer match is tried first, then the one that stands
first here; a reader that returns ``None`` lets the next rule try.
"""

from __future__ import annotations

from tasks.facts import dates_calendar as calendar
from tasks.facts import dates_durations as durations
from tasks.facts import dates_feasts as feasts
from tasks.facts import dates_relative as relative
from tasks.facts.dates_grammar import Grammar, Read
from tasks.facts.lexicon import split_list

_FRAGMENTS = {
    "EDGE": "edge:(early|late|mid DASH?|the? (end|beginning|start|middle|close|eve) of)",
    "SIDE": "COMMA? (year:YEAR | of? the? rel:(this|last|next|that|same|previous|following) year)",
    "NEAR": "rel:(last|next|this|past|coming|current|previous|following|same|that)",
    "PARTLY": "early|late|later|earlier",
    "QTY": """qty:( number:NUMBER (DASH ones:NUMBER)? (and a plus:half)? dash:DASH?
                  | ARTICLE? vague:VAGUE
                  | a couple:couple of?
                  | article:ARTICLE
                  | half:half (ARTICLE|DASH) )""",
}

_CALENDAR: tuple[tuple[str, str, Read], ...] = (
    ("date.iso", "ISO", calendar.read_iso),
    ("date.slashed", "SLASHED", calendar.read_slashed),
    (
        "date.day_range",
        "first:DAY joint:(DASH|to|and) last:DAY of? month:MONTH {SIDE}?",
        calendar.read_day_range,
    ),
    (
        "date.day_range",
        "month:MONTH first:DAY joint:(DASH|to|through|and) last:DAY {SIDE}?",
        calendar.read_day_range,
    ),
    ("date.day", "(weekday:WEEKDAY COMMA?)? the? day:DAY of? month:MONTH {SIDE}?", calendar.read_day),
    ("date.day", "(weekday:WEEKDAY COMMA?)? month:MONTH the? day:DAY {SIDE}?", calendar.read_day),
    ("date.month_range", "first:MONTH (DASH|to) last:MONTH COMMA? of? year:YEAR", calendar.read_month_range),
    ("date.month_of_year", "{EDGE}? month:MONTH of? {SIDE}", calendar.read_month_of_year),
    ("date.month", "({EDGE}|rel:(last|next|this|past|coming))? month:MONTH", calendar.read_month),
    ("date.years", "first:YEAR joint:(DASH|to|and|through) last:YEAR", calendar.read_years),
    ("date.years", "first:YEAR joint:(DASH|SLASH) last:SHORT_YEAR", calendar.read_years),
    ("date.year", "({EDGE}|named:(the year))? year:YEAR", calendar.read_year),
    ("date.year", "{EDGE}? named:(fiscal year?) year:YEAR", calendar.read_year),
    ("date.decade", "the:the? ((early|mid|late) DASH?)? decade:DECADE", calendar.read_decade),
    ("date.century", "the? ((early|mid|late) DASH?)? ordinal:ORDINAL DASH? century", calendar.read_century),
    ("date.quarter", "the? fiscal? quarter:ORDINAL DASH? quarter ((of|in)? {SIDE})?", calendar.read_quarter),
    ("date.quarter", "quarter:QUARTER_CODE ((of|in)? {SIDE})?", calendar.read_quarter),
    ("date.half", "the? half:ORDINAL half (of|in)? {SIDE}", calendar.read_half),
    ("date.half", "half:HALF_CODE (of|in)? {SIDE}", calendar.read_half),
    ("date.season", "{EDGE}? the? season:SEASON of? {SIDE}", calendar.read_season),
    ("date.season", "which:(last|next|this|past|coming) season:SEASON", calendar.read_season),
    ("date.season", "the season:SEASON", calendar.read_season),
    (
        "date.holiday",
        """(christmas (day|eve)? | new year POSSESSIVE (day|eve) | boxing day | halloween
            | valentine POSSESSIVE day | the? fourth of july | july fourth
            | thanksgiving day? | (labor|memorial) day) {SIDE}?""",
        feasts.read_holiday,
    ),
)

_RELATIVE: tuple[tuple[str, str, Read], ...] = (
    (
        "date.weekday",
        """({PARTLY})? rel:(last|next|this|past|coming|previous|following)? weekday:WEEKDAY part:PART?
           (of? the? which:(last|next|this|previous|following) week)?""",
        relative.read_weekday,
    ),
    ("date.weekday_beside", "the weekday:WEEKDAY side:(before|after)", relative.read_weekday_beside),
    (
        "date.day_word",
        "({PARTLY})? day:(yesterday|today|tomorrow|tonight) part:PART?",
        relative.read_day_word,
    ),
    ("date.day_word", "beyond:(the day (before|after)) day:(yesterday|tomorrow)", relative.read_day_word),
    ("date.unit", "({PARTLY}|{EDGE})? the:the? {NEAR} unit:(UNIT|PART)", relative.read_relative_unit),
    ("date.unit", "{EDGE} the unit:UNIT", relative.read_edge_of_unit),
    ("date.unit", "unit:year (POSSESSIVE|DASH) end", relative.read_edge_of_unit),
    ("date.unit", "the? latest unit:quarter", relative.read_latest),
    ("date.unit", "the? year DASH (earlier|ago) unit:(quarter|period)", relative.read_year_before),
    ("date.night", "overnight", relative.read_overnight),
    ("date.weekend", "the weekend", relative.read_weekend),
    (
        "date.distance",
        "{QTY}? unit:(UNIT|UNITS) side:(ago|earlier|later|before|hence)",
        relative.read_distance,
    ),
    ("date.distance", "{QTY} unit:(UNIT|UNITS) side:from (now|today)", relative.read_distance),
    (
        "date.duration",
        "(the? rel:(last|past|next|coming|previous|following|first|final))? {QTY}? unit:(UNIT|UNITS)",
        durations.read_duration,
    ),
    ("date.weekdays", "weekday:WEEKDAYS", relative.read_weekdays),
    ("date.weekdays", "(every|each) weekday:(WEEKDAY|WEEKDAYS)", relative.read_weekdays),
    (
        "date.repetition",
        "(every|each) (number:NUMBER|other:other)? unit:(UNIT|UNITS|PART)",
        durations.read_repetition,
    ),
    (
        "date.repetition",
        "(once|twice|NUMBER times) (ARTICLE|per|every|each) (other:other)? unit:UNIT",
        durations.read_repetition,
    ),
    ("date.repetition", "often:OFTEN", durations.read_often),
    ("date.weekdays", "weekends", durations.read_weekends),
    ("date.clock", "time:(CLOCK|HOUR) meridiem:MERIDIEM? zone:ZONE?", relative.read_clock),
    ("date.clock", "time:NUMBER zone:ZONE", relative.read_clock),
    ("date.clock", "time:(noon|midday|midnight)", relative.read_clock),
    (
        "date.vague",
        "now|currently|nowadays|presently|at present|at the moment|these days",
        relative.read_present,
    ),
    ("date.vague", "recently|lately|recent UNITS|the (recent|distant)? past", relative.read_past),
    (
        "date.vague",
        "the? coming UNITS|the (near|foreseeable|immediate|distant)? future|soon|shortly",
        relative.read_future,
    ),
)

#: What no rule consists of alone.
_FILLERS = split_list(
    """NUMBER DAY HOUR SHORT_YEAR ORDINAL ARTICLE VAGUE DASH SLASH COMMA POSSESSIVE the of a an in and to on
    at from this that before after early late later earlier last next first final same other per new half one
    times through previous following current coming each every mid end beginning start middle close eve"""
)

GRAMMAR = Grammar(_FRAGMENTS, _CALENDAR + _RELATIVE, _FILLERS)
