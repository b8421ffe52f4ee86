"""How often something is to happen, as the text says it. “Bi-annual” is left for a person to decide."""

import re
from typing import NamedTuple

NUMBERS = {"two": 2, "second": 2, "other": 2, "three": 3, "third": 3, "four": 4, "fourth": 4, "five": 5, "fifth": 5, "six": 6, "sixth": 6,
           "to": 2, "andet": 2, "anden": 2, "tre": 3, "tredje": 3, "fire": 4, "fjerde": 4, "fem": 5, "femte": 5, "seks": 6, "sjette": 6}  # fmt: skip
WORDS = {
    2: "two",
    3: "three",
    4: "four",
    5: "five",
    6: "six",
    7: "seven",
    8: "eight",
    9: "nine",
    10: "ten",
    12: "twelve",
    18: "eighteen",
}
SIMPLE = (
    ("biannual", r"\bbi-?annual(?:ly)?\b|\bbi-?yearly\b"),
    ("biennial", r"\bbiennial(?:ly)?\b|\bevery (?:other|second|2nd|two|2) years?\b|\bonce every (?:two|2|other|second) years?\b|\bevery 24 months\b|"
                 r"\bhvert andet år\b|\bhver anden år\b|\btoårlig[et]?\b|\bto-årlig[et]?\b|\bhvert 2\. år\b|\bbiennal[et]?\b"),
    ("semiannual", r"\bsemi-?annual(?:ly)?\b|\b(?:twice|two times|2 times) (?:a|per|every|each) (?:calendar )?year\b|\bhalf-?yearly\b|\bevery (?:six|6) months\b|\btwice[- ]yearly\b|"
                   r"\btwice annually\b|\bhalvårlig[et]?\b|\bto gange (?:om året|årligt|pr\. år)\b|\bhvert halve år\b|\bhvert halvår\b|\bhver sjette måned\b|\b2 gange (?:om året|årligt)\b"),
    ("quarterly", r"\bquarterly\b|\b(?:every|each) (?:quarter|three months|3 months)\b|\bfour times (?:a|per) year\b|\bonce (?:a|per) quarter\b|"
                  r"\bkvartalsvis[et]?\b|\bkvartårlig[et]?\b|\bhvert kvartal\b|\bfire gange (?:om året|årligt)\b|\bhver tredje måned\b"),
    ("monthly", r"\bmonthly\b|\b(?:every|each) month\b|\bonce (?:a|per) month\b|\bmånedlig[et]?\b|\bhver måned\b|\ben gang om måneden\b"),
    ("annual", r"\bannual(?:ly)?\b|\byearly\b|\b(?:every|each) (?:calendar )?year\b|\b(?:once|one \w+(?: \w+)?) (?:a|per|each|every) year\b|\bper annum\b|\bevery (?:12|twelve) months\b|"
               r"\bårlige?\b|\bårligt\b|\bhvert år\b|\ben gang (?:om året|årligt|pr\. år)\b|\bén gang (?:om året|årligt|pr\. år)\b|\b1 gang (?:om året|årligt)\b|\bårsmøde[rt]?\b|\bhvert kalenderår\b"),
)  # fmt: skip
EVERY = re.compile(
    r"\b(?:once )?every (two|second|three|third|four|fourth|five|fifth|six|sixth|\d{1,2})(?:rd|th|nd)? (year|month|week)s?\b",
    re.I,
)
HVERT = re.compile(r"\bhver[t]? (andet|anden|tredje|fjerde|femte|sjette|\d{1,2}\.) (år|måned|uge)\b", re.I)
OTHER = (
    ("every week", r"\bweekly\b|\bevery week\b|\bugentlig[et]?\b|\bhver uge\b"),
    ("every two weeks", r"\bfortnightly\b|\bevery two weeks\b|\bhver anden uge\b|\bhver 14\. dag\b"),
    ("every two months", r"\bbi-?monthly\b|\bevery two months\b|\bhver anden måned\b"),
    ("every three years", r"\btriennial(?:ly)?\b"),
    (
        "three times a year",
        r"\b(?:three times|thrice) (?:a|per) year\b|\btre gange (?:om året|årligt)\b|\bevery (?:four|4) months\b|\bhver fjerde måned\b",
    ),
)
NOT_A_RHYTHM = re.compile(
    r"\b(?:annual|yearly|årlig[et]?|quarterly)\s+(?:report|budget|accounts?|growth|emissions?|income|turnover|rate|leave|average|production|consumption|"
    r"output|volume|value|rapport|regnskab|vækst|udledning|omsætning|forbrug|produktion)\b", re.I,
)  # fmt: skip
UNITS = {"år": "year", "måned": "month", "uge": "week"}


class Rhythm(NamedTuple):
    """The first rhythm that a text names: its code, None where it names none, and the words that name it."""

    code: str | None
    words: str = ""


class _Match(NamedTuple):
    start: int
    code: str
    words: str


def find(text: str) -> str | None:
    """The code of a recurrence, or None. The first rhythm named counts."""
    return named(text).code


def named(text: str) -> Rhythm:
    clean = NOT_A_RHYTHM.sub(lambda m: " " * len(m.group()), text)
    best: _Match | None = None
    for code, pattern in SIMPLE:
        best = _earlier(best, re.search(pattern, clean, re.I), code)
    for phrase, pattern in OTHER:
        best = _earlier(best, re.search(pattern, clean, re.I), f"other: {phrase}")
    every = EVERY.search(clean) or HVERT.search(clean)
    if every:
        best = _earlier(best, every, _every(every[1].casefold().rstrip("."), every[2].casefold()))
    return Rhythm(best.code, best.words) if best else Rhythm(None)


def _earlier(best: _Match | None, match: re.Match[str] | None, code: str | None) -> _Match | None:
    if code is None or match is None or (best and best.start <= match.start()):
        return best
    return _Match(match.start(), code, match.group())


def _every(count: str, unit: str) -> str | None:
    """“every three years”; what has a code of its own is None here."""
    number = int(count) if count.isdigit() else NUMBERS.get(count)
    unit = UNITS.get(unit, unit)
    if not number or (unit, number) in {
        ("year", 2),
        ("month", 6),
        ("month", 3),
        ("month", 12),
        ("month", 24),
        ("month", 2),
        ("week", 2),
        ("month", 4),
    }:
        return None
    return f"other: every {WORDS.get(number, number)} {unit}s"
