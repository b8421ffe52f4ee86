"""The title of a text, which is none of its areas."""

import re
from collections.abc import Sequence

from programmes.agreements.reader import undertakings
from programmes.agreements.reader.parts import Part

TITLE_WORDS = re.compile(
    r"\b(?:programme|program|plan|agreement|memorandum|statement|partnership|roadmap|road map|arrangement|framework|fact sheet|"
    r"declaration|communiqué|cooperation between|work plan|aftale|handlingsplan|erklæring|arbejdsprogram|partnerskab|program|"
    r"samarbejdsaftale|køreplan|ramme|arbejdsplan)|\b20\d\d\b",
    re.I,
)
FARTHEST = 20  # parts of a menu may stand above it
OPENING = 8  # parts in which a title is looked for
COUNTRIES = re.compile(
    r"^(?:[A-ZÆØÅ][\w.]+\s?){1,3}\s*[-–—/&]\s*(?:[A-ZÆØÅ][\w.]+\s?){1,3}(?:,?\s*20\d\d\s?[-–]\s?20\d\d)?$"
)
LEFT_OPEN = re.compile(r"\b(?:between|and|for|of|of the|mellem|og|om)$", re.I)
FLAT_TITLE = re.compile(r"(?P<title>.{12,240}?\b20\d\d\s?[-–]\s?(?:20)?\d\d)\b", re.S)
LEAST_TITLE, LONGEST_TITLE = 3, 25  # words
YEAR = re.compile(r"\b20\d\d\b")
BARE = re.compile(r"^(?:between|and|for|under|mellem|og|for|to|of the|on|om|concerning|vedrørende)\b", re.I)
MONTHS = r"(?:january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|marts|maj|juni|juli|oktober)"


def find(parts: list[Part]) -> str:
    """Give the parts that make up the title their role; return it, "" when the text has none."""
    named = [p for p in parts if p.role == "title"]
    if named:
        return _joined(named)
    first = next((at for at, p in enumerate(parts[:FARTHEST]) if p.is_text and p.role != "menu"), None)
    if first is None:
        return ""
    opening = parts[first]
    is_heading = opening.role == "heading" and not opening.has_marker and not opening.kind
    if not is_heading and not _opens_as_title(opening, parts):
        return ""
    if not _is_title(parts, first):
        return ""
    title = [opening]
    for part in parts[first + 1 : first + OPENING]:
        if not part.is_text or part.has_marker or not _goes_on(title[-1], part):
            break
        title.append(part)
    for part in title:
        part.decide("title", "the first words of the text, above everything else", 0.8)
    return _repeated(parts, _joined(title))


def _repeated(parts: list[Part], title: str) -> str:
    """A heading that says the title again (below a running header on the first page, say) is no area."""
    key = re.sub(r"\W+", "", title.casefold())
    for part in parts:
        own = re.sub(r"\W+", "", part.text.casefold()) if part.role == "heading" else ""
        if len(own) > 10 and (
            own == key or ((key.startswith(own) or own.startswith(key)) and part.block.size >= 1.05)
        ):
            part.decide("title", "the title once more", 0.8)
            title = max(title, part.text, key=len)
    return title


def _is_title(parts: list[Part], first: int) -> bool:
    opening = parts[first]
    rest = parts[first + 1 :]
    below = next((p for p in rest[:1] if p.is_text and _is_subtitle(p)), None)
    same = [
        p for p in rest if p.role == "heading" and p.form == opening.form and not p.kind and p is not below
    ]
    if not same:
        others = [p for p in rest if p.role == "heading"]
        return bool(TITLE_WORDS.search(opening.text) or others or opening.block.size > 1.2)
    if TITLE_WORDS.search(opening.text):
        return True
    if rest and rest[0].is_text and _names_below_countries(opening, rest[0]):
        return True
    after = next(iter(rest), None)
    return after is not None and after.role == "heading" and after.form != opening.form


def _goes_on(before: Part, part: Part) -> bool:
    """Is this part still the title? “between … and … for the years …”, or more of the same letters."""
    if part.block.has_ended or undertakings.lead_in(part.text) or part.kind:
        return False
    if (BARE.match(part.text) or LEFT_OPEN.search(before.text)) and part.block.words < 60:
        return True
    if part.role == "heading" and (COUNTRIES.match(part.text) or _names_below_countries(before, part)):
        return True
    if part.role == "heading" and not part.block.first.heading and _is_subtitle(part):
        return True
    return (
        part.role == "heading"
        and part.block.size > 1.2
        and abs(part.block.size - before.block.size) < 0.05
        and not part.has_marker
    )


def _is_subtitle(part: Part) -> bool:
    """Right below the title, with a title's own words: “Programme of Work 2024-2026”."""
    return part.block.first.gap == 0 and bool(TITLE_WORDS.search(part.text)) and bool(YEAR.search(part.text))


def _names_below_countries(before: Part, part: Part) -> bool:
    """“Work Programme” right below “Japan–Denmark”."""
    return (
        part.role == "heading" and not part.has_marker and part.block.first.gap == 0 and bool(COUNTRIES.match(before.text))
        and bool(TITLE_WORDS.search(part.text))
    )  # fmt: skip


def _joined(parts: list[Part]) -> str:
    return " ".join(p.text for p in parts).strip()


def from_sentence(text: str, running: Sequence[str]) -> str:
    """Where no title stands above the text: from a running head, or from “The … Plan for 2021-2024 was signed by”."""
    match = re.search(
        r"\b[Tt]he ((?:[A-Z][\w-]*\s+){1,6}(?:for\s+)?20\d\d\s?[-–]\s?(?:20)?\d\d)\s+(?:was|is|were|has)\b",
        text,
    )
    if match:
        return match[1]
    return next((" ".join(line.split()) for line in running if TITLE_WORDS.search(line)), "")


def opening(parts: list[Part]) -> str:
    """The first words of a text in which nothing else is its title; "" where these are no name."""
    for part in parts[:FARTHEST]:
        if (
            not part.is_text
            or part.has_marker
            or part.block.words < LEAST_TITLE
            or part.role in ("item", "sub", "signing")
        ):
            continue
        if part.role == "menu" and not TITLE_WORDS.search(part.text):
            continue
        if part.block.words <= LONGEST_TITLE and not part.text.endswith((".", ";", ":")):
            return part.text
        flat = FLAT_TITLE.match(part.text)
        return flat["title"] if flat and TITLE_WORDS.search(flat["title"]) else ""
    return ""


def _opens_as_title(part: Part, parts: list[Part]) -> bool:
    """A short plain part with a title's words, followed by more."""
    return (
        part.role == ""
        and not part.has_marker
        and part.block.words <= 25
        and bool(TITLE_WORDS.search(part.text))
        and not part.block.has_ended
        and len(parts) > 2
    )
