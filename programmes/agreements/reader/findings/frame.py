"""What a whole text says about itself: language, parties, period, signing."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from programmes.agreements.reader.findings import countries
from programmes.agreements.reader.titles import MONTHS

DANISH = set(
    "og af til på for med det den der vil skal parterne ikke som er mellem inden samt herunder om at et en de i".split()
)
ENGLISH = set(
    "and of to on for with the that will shall sides not as is between within including about a an in both".split()
)
YEAR = r"(20[0-4]\d)"
SPAN = re.compile(rf"\b{YEAR}\s?[-–—/]\s?(20[0-4]\d|[0-4]\d)\b")
FROM_TO = re.compile(
    rf"\b(?:from|for the years?|years?|for|between|in the period|for the period|period(?:en)?|fra|i årene|for årene|i perioden|for perioden)\s+"
    rf"(?:\d{{1,2}}\.?\s+)?(?:{MONTHS}\s+)?{YEAR}\s+(?:to|until|till|through|and|og|til)\s+(?:and including\s+)?(?:\d{{1,2}}\.?\s+)?(?:{MONTHS}\s+)?{YEAR}\b",
    re.I,
)
IS_PERIOD = re.compile(
    r"(?:joint|action|work(?:ing)?|programme|program|plan|roadmap|period|years?|framework|strategy|fælles|arbejdsprogram|handlingsplan|"
    r"perioden|årene|partnership|partnerskab|cooperation|samarbejde|agreement|aftale)", re.I,
)  # fmt: skip
PAST = re.compile(r"\b(?:previous|former|preceding|earlier|forrige|tidligere|foregående|predecessor)\b", re.I)
UNTIL = re.compile(
    rf"\b(?:in force|in effect|in operation|valid|effective|expires?|gælder|i kraft|gyldig)\b[^.]{{0,40}}?\b(?:until|till|to|til|indtil|on|den)\b[^.]{{0,25}}?{YEAR}",
    re.I,
)
DAY = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\.?\s+(?:of\s+)?(?P<month>{MONTHS})\s*,?"
    rf"|(?P<month_first>{MONTHS})\s+(?P<day_second>\d{{1,2}})(?:st|nd|rd|th)?,?)\s+(?P<year>(?:19|20)\d\d)\b",
    re.I,
)
MONTH_YEAR = re.compile(rf"\b(?P<month>{MONTHS})\s+(?P<year>(?:19|20)\d\d)\b", re.I)
MONTH_NUMBER = {m[:3]: n for n, m in enumerate("january february march april may june july august september october november december".split(), start=1)} | {
    "maj": 5, "okt": 10, "mar": 3}  # fmt: skip
STATE = r"(?:(?:Kingdom|Republic|State|Commonwealth|Federation|United Mexican States|People’s Republic|Socialist Republic|Principality|Sultanate|Union|Grand Duchy|Federal Republic)\s+of(?:\s+the)?(?:[ ][A-Z][\w’-]+){1,3})"
HYPHENED = re.compile(  # “Five-Year Plan” is drawn like “U.S.–Japan Plan”
    r"\b(?P<a>U\.S\.|[A-Z][a-z]+)\s?[-–]\s?(?P<b>[A-Z][a-z]+)\s+(?:[A-Z]|joint|partnership)"
)
BETWEEN = (
    re.compile(rf"\b(?:between|BETWEEN)\s+(?:the\s+)?(?:[Gg]overnments?\s+of\s+)?(?:the\s+)?(?:Ministr[\w ]+? of the )?(?P<a>{STATE}|[A-Z][\w’.-]+(?:[ ][A-Z][\w’.-]+)*)"
               rf"(?:\s*\([^)]*\))?\s+and\s+(?:the\s+)?(?:[Gg]overnment\s+of\s+)?(?:the\s+)?(?P<b>{STATE}|[A-Z][\w’.-]+(?:[ ][A-Z][\w’.-]+)*)"),
    re.compile(r"\b[Mm]ellem\s+(?:regeringen\s+i\s+)?(?:[Kk]ongeriget\s+)?(?P<a>[A-ZÆØÅ][\wæøå]+)\s+og\s+(?:regeringen\s+i\s+)?(?:[Rr]epublikken\s+)?(?P<b>[A-ZÆØÅ][\wæøå]+)"),
    HYPHENED,
    re.compile(r"\b(?P<a>Denmark|Danmark)\s?(?:[-–—&]|and|og)\s?(?P<b>(?:South\s|New\s|Viet\s)?[A-ZÆØÅ][\wæøå]+)"),
    re.compile(r"\b(?P<a>[A-ZÆØÅ][\wæøå]+)\s?(?:[-–—&]|and|og)\s?(?P<b>Denmark|Danmark)\b"),
)  # fmt: skip
NO_COUNTRY = re.compile(
    r"^(?:Ministr|Government|The$|Joint|Green|Danish|Dansk|Danske|Partner$|He$|She$|It$|In$)|(?:authority|administration|agency|office|board|ministry|"
    r"university|council|institute|ministeriet|styrelsen|universitetet|rådet|s)$", re.I
)  # fmt: skip
S_AT_THE_END = frozenset(
    "netherlands philippines maldives cyprus laos honduras barbados seychelles bahamas mauritius belarus states emirates".split()
)
SMALL_WORDS = re.compile(r"\b(?:Of|And|The|Between|For|On|In|To|Og|Mellem|Om|I)\b")
SHORT_FORMS = {"U.S.": "United States", "US": "United States"}


LONGEST_PERIOD = 15  # years


class Years(NamedTuple):
    first: int
    last: int


class Period(NamedTuple):
    start: int | None
    end: int | None


def language(text: str) -> str:
    """ "da" or "en", by the small words."""
    words = Counter(re.findall(r"[^\W\d_]+", text[:20000].casefold()))
    danish, english = (sum(words[w] for w in known) for known in (DANISH - ENGLISH, ENGLISH - DANISH))
    return "da" if danish > english else "en"


def parties(title: str, opening: str, signing: str) -> list[str]:
    """The two countries, under the names that the text gives them."""
    title, signing, opening = (_without_capitals(text) for text in (title, signing, opening))
    known = countries.named(title)
    for text in (title, signing, opening):
        names = _between(text)
        if names:
            return known if _mistakes(names, known) else names
    formal = list(dict.fromkeys(_country(s) for s in re.findall(STATE, f"{title}. {opening}")))
    formal = [name for name in formal if name][:2]
    spoken_of = countries.sides(opening)
    return next((pair for pair in (formal, known, spoken_of) if len(pair) == 2), formal)


def _between(text: str) -> list[str] | None:
    """Two names around “and”, “–” or the like, or None."""
    for pattern in BETWEEN:
        for match in pattern.finditer(text):
            names = [_country(match["a"]), _country(match["b"])]
            is_sure = pattern is not HYPHENED or "United States" in names or countries.named(" ".join(names))
            if all(names) and names[0] != names[1] and is_sure:
                return names
    return None


def _mistakes(names: list[str], known: list[str]) -> bool:
    """Is one of the names no country, where the title names two that are known?"""
    return len(known) == 2 and any(not countries.named(name) for name in names)


def _without_capitals(text: str) -> str:
    """“BETWEEN DENMARK AND NORVANIA” as it reads in small letters; other lines as they are."""
    lines = []
    for line in text.split("\n"):
        letters = [c for c in line if c.isalpha()]
        if sum(c.isupper() for c in letters) > 0.6 * len(letters):
            line = SMALL_WORDS.sub(lambda match: match.group().casefold(), line.title())
        lines.append(line)
    return "\n".join(lines)


def _country(text: str) -> str:
    text = SHORT_FORMS.get(text.strip(), text.strip(" ,."))
    last = text.casefold().rpartition(" ")[2]
    is_none = NO_COUNTRY.search(text) and last not in S_AT_THE_END
    return text if len(text) > 2 and not is_none else ""


def period(title: str, running: Sequence[str], opening: str, ending: str) -> Period:
    """The years of the programme, None where the text does not say."""
    for text in (title, *running):
        span = _span(text)
        if span:
            return Period(*span)
    for sentence in re.split(r"(?<=[.!?])\s+", opening):
        span = _span(sentence)
        if span and IS_PERIOD.search(sentence) and not PAST.search(sentence):
            return Period(*span)
    until = UNTIL.search(ending)
    return Period(None, int(until[1])) if until else Period(None, None)


def _span(text: str) -> Years | None:
    match = FROM_TO.search(text) or SPAN.search(text)
    if not match:
        return None
    first, last = match[1], match[2]
    years = Years(int(first), int(last if len(last) == 4 else first[:2] + last))
    return years if 0 < years.last - years.first <= LONGEST_PERIOD else None


def date_of(text: str) -> str | None:
    """A date as ISO text of the precision known, or None."""
    date = DAY.search(text)
    if date:
        day, month = date["day"] or date["day_second"], date["month"] or date["month_first"]
        number = MONTH_NUMBER.get(month.casefold()[:3])
        return f"{date['year']}-{number:02}-{int(day):02}" if number and 1 <= int(day) <= 31 else None
    month_year = MONTH_YEAR.search(text)
    number = MONTH_NUMBER.get(month_year["month"].casefold()[:3]) if month_year else None
    return f"{month_year['year']}-{number:02}" if month_year and number else None
