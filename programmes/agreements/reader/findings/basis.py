"""Basis agreements: entries of a list, or what a preamble recalls."""

import re
from typing import NotRequired, TypedDict

from programmes.agreements.reader.lines import Table
from programmes.agreements.reader.tables import entries
from programmes.agreements.reader.vocabulary import VERBS_EN

INSTRUMENT = (
    r"(?:MoUs?|MOUs?|MoCs?|MOCs?|LoIs?|LOI|Memorand(?:um|a)|Letters? of (?:Intent|Exchange)|Treat(?:y|ies)|Conventions?|Protocols?|(?:Framework |Cooperation |Free Trade |"
    r"Partnership |Bilateral |Air Services |Investment )?Agreements?|Joint (?:Statement|Declaration|Communiqué|Action Plan|Work Programme)|Declarations?|Arrangements?|"
    r"Action Plans?|Work (?:Programme|Plan)s?|Programmes? of (?:Work|Cooperation)|Statement of Intent|Exchange of Letters|Charter|Commitment|Roadmap|Strategic Partnership|"
    r"Aftalen?|Aftaler|Overenskomst(?:en)?|Hensigtserklæring(?:en)?|Samarbejdsaftalen?|Rammeaftalen?|Fælleserklæring(?:en)?|Fælles erklæring|Erklæring(?:en)?|"
    r"Handlingsplan(?:en)?|Traktat(?:en)?|Konvention(?:en)?|Protokol(?:len)?|Aftalememorandum(?:met)?|Partnerskabsaftale)"
)
STARTS = re.compile(rf"^(?:The\s+|Den\s+|Det\s+|A\s+|An\s+)?(?:[\w’'&.-]+\s+){{0,5}}?{INSTRUMENT}\b", re.I)
YEARS = re.compile(r"\b((?:19|20)\d\d)(?:\s?[-–/]\s?((?:19|20)?\d\d))?\b")
TBC = re.compile(
    r"\bTBC\b|\bto be (?:confirmed|concluded|signed|agreed)\b|\bendnu ikke (?:indgået|bekræftet)|\bskal bekræftes\b|\bafventer\b",
    re.I,
)
RECALLS = re.compile(
    r"\b(?:RECALLING|Recalling|recalling|BUILDING ON|Building on|Pursuant to|PURSUANT TO|In accordance with|IN ACCORDANCE WITH|"
    r"Based on|BASED ON|Referring to|REFERRING TO|Having regard to|HAVING REGARD TO|NOTING|Noting|WITH REFERENCE TO|With reference to|In pursuance of|"
    r"SOM ERINDRER|som erindrer|Som erindrer|Med henvisning til|MED HENVISNING TIL|Under henvisning til|UNDER HENVISNING TIL|I henhold til|I HENHOLD TIL|"
    r"HAR ERINDRET|erindrer om|Idet de erindrer(?: om)?|som bygger på|Som bygger på)\s+(?P<what>.+?)(?=[,;.]\s*(?:[A-ZÆØÅ]{4,}\b|(?:have|has|HAVE|HAS|har|HAR)\b|$)|;|\.\s|\.$|$)",
    re.S,
)
ONE_RECALLED = re.compile(
    rf"(?P<title>(?:[A-ZÆØÅ][\w’'&-]*\s+){{0,5}}?{INSTRUMENT}\b(?:(?!\b(?:and|og|samt)\s+(?:of\s+)?(?:the|an?|den|det|af)\b).)*?\b(?:of|from|dated|signed(?: \w+)?|af|fra|,)?\s*"
    r"(?:\(?(?:\d{1,2}\.?\s+\w+\s+|\w+\s+)?(?:19|20)\d\d\)?))",
)


class BasisExtra(TypedDict):
    period: list[int]  # first and last year


class BasisEntry(TypedDict):
    area: str | None
    title: str
    year: int | None
    tbc: bool
    x: NotRequired[BasisExtra]


def last_year(entry: BasisEntry) -> int | None:
    """The last year of an agreement that runs for a period, None for the others."""
    return entry["x"]["period"][-1] if "x" in entry else None


def looks_like_entry(text: str) -> bool:
    """Does a line of a list of basis agreements name an instrument?"""
    return bool(STARTS.match(text) or (YEARS.search(text) and len(text.split()) >= 3))


def is_entry(text: str) -> bool:
    """Surely an instrument with its year: it begins with the instrument, after names at most."""
    if not STARTS.match(text) or not (YEARS.search(text) or TBC.search(text)):
        return False
    first = text.split(maxsplit=1)[0].casefold()
    return first not in VERBS_EN and not re.search(r"\b(?:will|shall|vil|skal)\b", text)


def year_of(text: str) -> int | None:
    """The year of an instrument: the last one named; of a span its first; None where none is named."""
    years = list(YEARS.finditer(text))
    return int(years[-1][1]) if years else None


def entry(text: str, area: str | None) -> BasisEntry:
    last = next(reversed(list(YEARS.finditer(text))), None)
    until = None
    if last and last[2]:
        until = int(last[2]) if len(last[2]) == 4 else int(last[1][:2] + last[2])
    out: BasisEntry = {"area": area, "title": text, "year": year_of(text), "tbc": bool(TBC.search(text))}
    if last and until:
        out["x"] = {"period": [int(last[1]), until]}
    return out


def recalled(text: str) -> list[BasisEntry]:
    """Basis agreements that a preamble recalls by name and year."""
    out: list[BasisEntry] = []
    for recital in RECALLS.finditer(text):
        for one in ONE_RECALLED.finditer(" ".join(recital["what"][:1500].split())):
            title = re.sub(r"^(?:the|The|den|det)\s+", "", one["title"]).strip(" ,(")
            if title not in {known["title"] for known in out}:
                out.append(entry(title, None))
    return out


def is_basis_table(table: Table) -> bool:
    """A table with such a name in its header, or whose cells name instruments with years."""
    from_header = " ".join(table.rows[0]).casefold()
    if re.search(
        r"basis of agreement|basis agreement|legal basis|aftalegrundlag|grundlagsaftale", from_header
    ):
        return True
    last = [line for row in table.rows for line in entries(row[-1])]
    return len(last) >= 2 and sum(bool(STARTS.match(x) and YEARS.search(x)) for x in last) >= 0.6 * len(last)


def from_table(table: Table) -> list[BasisEntry]:
    """Area and entries; a cell may hold several, a line each or with bullets."""
    out: list[BasisEntry] = []
    area: str | None = None
    for row in table.rows:
        if len(row) > 1 and row[0].strip():
            area = " ".join(row[0].split())
        for text in _cell_entries(row[-1]):
            if looks_like_entry(text) and YEARS.search(text):
                out.append(entry(text, area if len(row) > 1 else None))
    return out


def _cell_entries(cell: str) -> list[str]:
    """Lines of a cell belong together until one ends with a year."""
    texts = entries(cell)
    if len(texts) > 1 or "\n" not in cell:
        return texts
    out: list[str] = []
    for line in cell.split("\n"):
        if out and not re.search(r"(?:\b(?:19|20)\d\d|TBC)[.)]*$", out[-1].strip(), re.I):
            out[-1] = f"{out[-1]} {line.strip()}"
        else:
            out.append(line.strip())
    return out
