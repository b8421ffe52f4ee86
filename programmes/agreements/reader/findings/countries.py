"""Denmark and its strategic partners, as a text may name them in English and Danish."""

import re
from collections.abc import Iterable

# The short name in English and in Danish, every name with the official ones first, adjectives in both languages.
COUNTRIES = (
    ("Denmark", "Danmark", "Kingdom of Denmark|Kongeriget Danmark|Denmark|Danmark", "Danish|danske?"),
    ("Australia", "Australien", "Commonwealth of Australia|Australien|Australia", "Australian|australske?"),
    ("China", "Kina", "People[’']s Republic of China|Folkerepublikken Kina|China|Kina", "Chinese|kinesiske?"),
    ("India", "Indien", "Republic of India|Republikken Indien|Indien|India", "Indian|indiske?"),
    ("Indonesia", "Indonesien", "Republic of Indonesia|Republikken Indonesien|Indonesien|Indonesia",
     "Indonesian|indonesiske?"),
    ("Japan", "Japan", "Japan", "Japanese|japanske?"),
    ("Mexico", "Mexico", "United Mexican States|De Forenede Mexicanske Stater|Mexico", "Mexican|mexicanske?"),
    ("South Africa", "Sydafrika", "Republic of South Africa|Republikken Sydafrika|South Africa|Sydafrika",
     "South African|sydafrikanske?"),
    ("South Korea", "Sydkorea", "Republic of Korea|Republikken Korea|South Korea|Sydkorea|Korea",
     "South Korean|Korean|sydkoreanske?|koreanske?"),
    ("Vietnam", "Vietnam", "Socialist Republic of Viet ?nam|Socialistiske Republik Vietnam|Viet ?nam",
     "Vietnamese|vietnamesiske?"),
)  # fmt: skip
SIDES = r"(?:side|party|part|governments?|regering)"
NAMED = tuple(re.compile(rf"\b(?:{names})(?=s?\b)", re.I) for _en, _da, names, _adjectives in COUNTRIES)
SPOKEN_OF = tuple(
    re.compile(rf"\b(?:the|den|det)\s+(?:{adjectives})\s+{SIDES}\b", re.I)
    for _en, _da, _names, adjectives in COUNTRIES
)


def named(text: str) -> list[str]:
    """The countries of a text in the order in which they are first named, each under the name that stands there."""
    return [match.group() for match in _in_order(pattern.search(text) for pattern in NAMED)]


def sides(text: str) -> list[str]:
    """Short names of the countries behind “the Danish side and the Mexican side”, in the language of the phrase."""
    names: dict[re.Match[str], str] = {}
    for (english, danish, *_names), pattern in zip(COUNTRIES, SPOKEN_OF, strict=True):
        match = pattern.search(text)
        if match:
            names[match] = english if match.group()[:3].casefold() == "the" else danish
    return [names[match] for match in _in_order(names)]


def _in_order(matches: Iterable[re.Match[str] | None]) -> list[re.Match[str]]:
    return sorted((match for match in matches if match), key=lambda match: match.start())
