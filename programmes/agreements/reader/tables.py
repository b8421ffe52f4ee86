"""Tables: rows of commitments, lists of agreements, signatures, or something that is none of our business."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from programmes.agreements.reader import undertakings
from programmes.agreements.reader.lines import Table
from programmes.agreements.reader.list_markers import parse_marker

HEADERS = (
    ("number", r"(no|nr|number|nummer|#|id|ref|reference|item|punkt)\.?"),
    ("activity", r"(key |planned |joint |concrete |specific |proposed )?(activit(y|ies)( and \w+)?|actions?|commitments?|undertakings?|measures?|deliverables?|"
                 r"initiatives?|steps|tasks?|what|description( of activity)?|outputs?|aktivitet(er)?|handling(er)?|tilsagn|indsats(er)?|tiltag|leverancer?|"
                 r"initiativ(er)?|hvad|beskrivelse|opgaver?|konkrete aktiviteter)"),
    ("area", r"(priority |thematic |focus )?(areas?|sectors?|pillars?|chapters?|fields?)( of cooperation)?|(indsats|samarbejds|fokus)?områder?|sektor(er)?|søjler?"),
    ("track", r"(specific |strategic )?(objectives?|tracks?|themes?|topics?|sub-?areas?|subjects?|goals?|issues?|components?|emner?|temaer?|tema|mål|"
              r"formål|delmål|spor|samarbejdsspor|målsætning(er)?|category|workstreams?)"),
    ("responsible", r"(lead(ing)? |main |danish |korean |\w+ )?(responsib(le|ility)|parties responsible|(implementing |responsible |lead )?(institutions?|agenc(y|ies)|"
                    r"authorit(y|ies)|ministr(y|ies)|bod(y|ies)|partners?|actors?|organisations?|part(y|ies))|stakeholders?|who|lead|contact|owner|ansvarlig(e)?"
                    r"( \w+)?|myndighed(er)?|aktører?|parter?|hvem|partnere)( side)?"),
    ("timeline", r"(time ?(line|frame|table|schedule)?|timing|deadline|when|dates?|period|frequency|schedule|year|due( date)?|tids(ramme|plan|frist|punkt)|"
                 r"frist|hvornår|periode|år|hyppighed|frekvens)"),
    ("other", r"(status|remarks?|comments?|notes?|budget|funding|resources?|indicators?|expected (results?|outcomes?)|results?|outcomes?|sdgs?|kpi|milestones?|"
              r"means of verification|bemærkninger?|finansiering|indikator(er)?|resultat(er)?|forventet resultat|verdensmål|progress)"),
)  # fmt: skip
COMPILED = tuple((role, re.compile(rf"(?:{pattern})\s*:?$", re.I)) for role, pattern in HEADERS)
SIGNATURE = re.compile(r"^(for|on behalf of|for the government|på vegne af)\b", re.I)


@dataclass(slots=True)
class Row:
    """A commitment in a row of a table, with what the other cells say about it."""

    text: str
    track: str = ""
    area: str = ""
    number: str = ""
    responsible: str = ""
    timeline: str = ""
    row: int = 0


@dataclass(slots=True)
class TableReading:
    """What a table turned out to be: commitments, basis, signatures or other."""

    kind: str
    reason: str
    rows: list[Row] = field(default_factory=list)
    columns: dict[int, str] = field(default_factory=dict)


class ColumnLayout(NamedTuple):
    """The role of each column of a table that is so many columns wide."""

    columns: dict[int, str]
    width: int


def header(cells: list[str]) -> dict[int, str]:
    """column → role, for a row whose cells are names of columns."""
    roles: dict[int, str] = {}
    for at, cell in enumerate(cells):
        text = re.sub(r"\s+", " ", cell.strip())
        for role, pattern in COMPILED:
            if text and pattern.match(text):
                roles[at] = role
                break
    named = [cell for cell in cells if cell.strip()]
    return roles if named and len(roles) >= max(2, 0.6 * len(named)) else {}


def read(table: Table, known: ColumnLayout | None = None) -> TableReading:
    """What the table holds. `known` are the columns of the table before, which may go on over the page."""
    rows = [[_joined_lines(cell) for cell in row] for row in table.rows]
    if any(SIGNATURE.match(cell) for cell in rows[0]) and len(rows[0]) <= 3:
        return TableReading("signatures", "its cells begin with “For …”")
    columns, start = _columns(rows)
    if not columns and known and len(rows[0]) == known.width:
        columns = known.columns
    if "activity" not in columns.values():
        columns, why = _guessed(rows, columns, start)
        if not columns:
            return TableReading("other", why)
    out = _rows(table.rows, rows, columns, start)
    promise = sum(undertakings.score(row.text).value for row in out) / len(out) if out else 0
    has_names = any(role in columns.values() for role in ("responsible", "timeline", "track")) and start > 0
    if not out or promise < (0.2 if has_names else 0.5):
        return TableReading("other", f"its rows promise little: {promise:.2f} of 1")
    return TableReading(
        "commitments", f"a column of activities, which promise {promise:.2f} of 1", out, columns
    )


def _joined_lines(cell: str) -> str:
    """Lines of a cell as one text; words that the column broke are joined."""
    text = ""
    for line in cell.split("\n"):
        line = line.strip()
        if text.endswith("-") and line[:1].islower():
            text += line
        else:
            text = f"{text} {line}".strip()
    return " ".join(text.split())


def _columns(rows: list[list[str]]) -> tuple[dict[int, str], int]:
    for at, row in enumerate(rows[:3]):
        roles = header(row)
        if roles:
            return roles, at + 1
    return {}, 0


def _guessed(rows: list[list[str]], columns: dict[int, str], start: int) -> tuple[dict[int, str], str]:
    """Without a column named for it: the one with the longest texts, if these promise something."""
    free = [at for at in range(len(rows[0])) if columns.get(at) in (None, "track", "other")]
    body = rows[start:]
    best: int | None = None
    most = 0.0
    for at in free:
        texts = [row[at] for row in body if row[at]]
        if not texts:
            continue
        promise = sum(undertakings.score(text).value for text in texts) / len(texts)
        length = sum(len(text.split()) for text in texts) / len(texts)
        if length >= 4 and promise >= 0.5 and promise * min(length, 15) > most:
            best, most = at, promise * min(length, 15)
    if best is None:
        return {}, "no column holds activities"
    columns = {at: role for at, role in columns.items() if at != best} | {best: "activity"}
    for at in range(best):
        texts = [row[at] for row in body if row[at]]
        if at not in columns and texts and all(re.fullmatch(r"[\d.()a-zA-Z]{1,6}", text) for text in texts):
            columns[at] = "number"
        elif at not in columns and texts:
            columns[at] = "track"
    return columns, ""


def _rows(raw: list[list[str]], rows: list[list[str]], columns: dict[int, str], start: int) -> list[Row]:
    out: list[Row] = []
    carried = {"track": "", "area": ""}
    for at in range(start, len(rows)):
        cells = rows[at]
        if header(cells):
            continue
        filled = [cell for cell in cells if cell]
        if (
            len(filled) == 1 and len(cells) > 2 and columns.get(cells.index(filled[0])) != "activity"
        ) or _is_band(cells):
            band = re.sub(r"^[\d.]+\s+", "", filled[0]) if filled else ""
            if filled and undertakings.score(band).value < 0.6:
                carried["area"], carried["track"] = band, ""
                continue
        value = {role: cells[column] for column, role in columns.items() if column < len(cells)}
        for name in carried:
            if value.get(name):
                carried[name] = re.sub(r"^\d+(\.\d+)*\.?\s+(?=\D)", "", value[name])
        activity = next((column for column, role in columns.items() if role == "activity"), None)
        if activity is None or not cells[activity]:
            continue
        if out and not value.get("number") and "number" in columns.values() and cells[activity][:1].islower():
            out[-1].text = f"{out[-1].text} {cells[activity]}"
            continue
        out.extend(
            Row(text, carried["track"], carried["area"], value.get("number", ""), value.get("responsible", ""),
                value.get("timeline", ""), at)
            for text in entries(raw[at][activity])
        )  # fmt: skip
    return out


def _is_band(cells: list[str]) -> bool:
    """A row that is one merged cell: every cell the same text, or all but the first empty."""
    filled = [cell for cell in cells if cell]
    return len(set(filled)) == 1 and len(cells) > 2 and (bool(cells[0]) or len(filled) == len(cells))


def entries(cell: str) -> list[str]:
    """A cell with bullets in it holds several texts."""
    parts: list[str] = []
    for line in cell.split("\n"):
        marker = parse_marker(line.strip()) if line.strip() else None
        if marker and (not marker.counts or marker.raw[-1] in ").:"):
            parts.append(marker.rest)
        elif parts:
            joiner = "" if parts[-1].endswith("-") and line[:1].islower() else " "
            parts[-1] = f"{parts[-1]}{joiner}{line.strip()}"
        elif line.strip():
            parts.append(line.strip())
    return [" ".join(part.split()) for part in parts if part.strip()]
