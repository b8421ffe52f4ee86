"""Whether a text as a whole holds commitments; where it does not, its items are taken back."""

import re

from programmes.agreements.reader import titles, undertakings
from programmes.agreements.reader.parts import Part
from programmes.agreements.reader.undertakings import SURE

COOPERATION = re.compile(
    r"\b(?:sides|parties|participants|both (?:countries|governments|ministries)|(?:the |our )?(?:two|three|four) (?:countries|governments|ministries|sides|leaders)|declaration|commit ourselves|"
    r"co-?operat\w*|collaborat\w*|together|each other\w*|exchanges?|mutual\w*|common|sammen|hinanden\w*|udveksl\w*|partnership|bilateral|joint|agreement|memorandum|programme of|action plan|work(?:ing)? (?:plan|programme)|"
    r"samarbejd\w*|parterne|begge (?:parter|lande)|de to (?:lande|parter)|partnerskab\w*|bilateral\w*|fælles\w*|aftale\w*|erklæring\w*|handlingsplan\w*|arbejdsprogram\w*)\b",
    re.I,
)
LEAST_WORDS = 2  # different words of cooperation in a text that holds commitments
CAREER = re.compile(r"(?:curriculum vitae|cv|résumé|levnedsbeskrivelse)\b", re.I)
MOST_TOO_FEW = 2  # items that alone make no plan
MOSTLY = 0.7


def check(parts: list[Part], title: str, running: list[str]) -> None:
    """`running` are the texts of running headers."""
    _too_few(parts, title)
    _about_cooperation(parts, running)
    _only_past(parts)
    _about_a_person(parts)


def _items(parts: list[Part]) -> list[Part]:
    return [part for part in parts if part.role == "item"]


def _take_back(items: list[Part], reason: str, confidence: float) -> None:
    for part in items:
        part.decide("text", reason, confidence)


def _too_few(parts: list[Part], title: str) -> None:
    """One or two items, not opened as undertakings, are no plan, unless the text says that it is one."""
    items = _items(parts)
    if titles.TITLE_WORDS.search(title) and all(part.undertaking >= SURE for part in items):
        return
    if len(items) <= MOST_TOO_FEW and not any(part.is_table or part.role == "lead" for part in parts):
        _take_back(items, "one or two items alone make no plan", 0.6)


def _about_cooperation(parts: list[Part], running: list[str]) -> None:
    """A page that hardly speaks of cooperation holds instructions or advice, not commitments between two sides."""
    cells = (cell for part in parts if part.is_table for row in part.table.rows for cell in row)
    text = " ".join([*(part.text for part in parts if part.is_text), *cells, *running])
    words = {match.group().casefold() for match in COOPERATION.finditer(text)}
    if len(words) >= LEAST_WORDS or (words and len(text) < 400 * len(words)):
        return
    _take_back(_items(parts), "the text hardly speaks of two sides that work together", 0.6)


def _only_past(parts: list[Part]) -> None:
    """A report of what was done holds no commitments, however its lists look."""
    items = _items(parts)
    past = [part for part in items if undertakings.is_past(part.text)]
    if len(past) >= MOSTLY * len(items):
        _take_back(items, "nearly everything in the text tells what was done", 0.7)


def _about_a_person(parts: list[Part]) -> None:
    """What a person does at work is drawn as undertakings are, but the first words tell."""
    if any(part.is_text and CAREER.match(part.text) for part in parts[:3]):
        _take_back(_items(parts), "the text tells of a person's work", 0.8)
