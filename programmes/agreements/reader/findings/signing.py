"""Who signed: names with roles and sides, from signature lines, tables, or a sentence that says so."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypedDict

from programmes.agreements.reader.blocks import Block
from programmes.agreements.reader.findings.frame import date_of
from programmes.agreements.reader.lines import Line, Table

PARTICLES = frozenset("van von de bin al el der den la ibn af".split())
FOR = re.compile(
    r"^(?:for|on behalf of|på vegne af)\s+(?:and on behalf of\s+)?(?:the\s+|den\s+|det\s+)?(?P<who>.+?)\s*[:,]?$",
    re.I,
)
DONE = re.compile(
    r"(?:done|signed|udfærdiget|underskrevet|undertegnet)\b(?=.{0,40}\b(?:at|in|on|i|den)\b).{0,120}\b(?:19|20)\d\d\b",
    re.I,
)
SECOND_SIDE = re.compile(r"(?<=\S)\s+(?=(?:For|On behalf of) the\s|På vegne af\s)")
DATE_TAIL = re.compile(r",?\s*(?:\d{1,2}\.?\s+)?[A-Z]?[a-z]+\s+(?:19|20)\d\d$")
SIGNED_BY = re.compile(
    r"\b(?:signed|issued|concluded|underskrevet|undertegnet|indgået)\s+(?:\w+\s+){0,6}?(?:by|af)\s+(?P<who>.+?)(?:\.\s|\.$|$)",
    re.I | re.S,
)
ROLE_FIRST = re.compile(
    r"^(?P<role>(?:Deputy |Vice |Acting )?(?:President|Prime Minister|Foreign Minister|Minister|Statsminister|Udenrigsminister|Ambassador|"
    r"Secretary|State Secretary|Chancellor))\s+(?P<name>[A-ZÆØÅ].*)$"
)
IS_ROLE = re.compile(
    r"\b(?:minister(?:en)?|president|secretary|ambassador|ambassadør|director|direktør|departementschef|statssekretær|chancellor|governor|borgmester|mayor|deputy)\b|minister\b",
    re.I,
)
# A side that takes two lines: “For the Ministry of Environment / and Forestry of Norvania”.
SIDE_GOES_ON = re.compile(r"(?:of|for|i|and|og)\s+(?:the\s+)?[A-ZÆØÅ]|(?:OF|FOR|I|AND|OG)\s")
NO_NAME = frozenset("of and the for on og".split())
HONOUR = re.compile(r"^(?:H\.\s?E\.?|Mr\.?|Ms\.?|Mrs\.?|Dr\.?|Hr\.?|Fru)\s+")


class Signatory(TypedDict):
    name: str
    role: str
    side: str


class _Person(NamedTuple):
    name: str
    role: str


def person(text: str) -> str:
    """A person's name, without Mr or H.E.; "" where the text is none."""
    text = HONOUR.sub("", text.strip(" ,.:_"))
    words = text.split()
    if not 2 <= len(words) <= 6 or IS_ROLE.search(text) or len(text) > 60:
        return ""
    if any(word.casefold() in NO_NAME for word in words):
        return ""
    real = [w for w in words if w.casefold() not in PARTICLES]
    if len(real) < 2 or not all(re.fullmatch(r"[A-ZÆØÅÁÉÍÓÖÜÇÑŁŠŽ][\w’'-]*\.?", w) for w in real):
        return ""
    return text


def _with_role(text: str) -> _Person | None:
    """“Anna Holm, Minister” or “President Joe Biden”."""
    name, _comma, role = text.partition(",")
    if IS_ROLE.search(role) and person(name):
        return _Person(person(name), role.strip(" ,"))
    first = ROLE_FIRST.match(text)
    if first and person(first["name"]):
        return _Person(person(first["name"]), first["role"])
    return None


def opening_sentence(text: str) -> list[Signatory]:
    """From a sentence like “… was signed by the Minister …, NAME and the Minister …, NAME”."""
    out: list[Signatory] = []
    role = ""
    match = SIGNED_BY.search(" ".join(text.split()))
    if not match:
        return out
    for piece in re.split(r",\s+(?:and\s+|og\s+)?|\s+(?:and|og)\s+(?=the\s|den\s|[A-Z])", match["who"][:600]):
        both = _with_role(piece)
        if both:
            out.append({"name": both.name, "role": both.role, "side": ""})
        elif IS_ROLE.search(piece):
            role = re.sub(r"^(?:the|den|af|by)\s+", "", piece.strip(), flags=re.I)
        elif role and person(piece):
            out.append({"name": person(piece), "role": role, "side": _state_of(role)})
            role = ""
        elif role:
            role = f"{role}, {piece}"
    return out


def _state_of(role: str) -> str:
    state = re.search(r"\b(?:of|for)\s+the\s+((?:Kingdom|Republic|State)\b[\w\s]*)$", role)
    return state[1].removeprefix("Kingdom of ").strip() if state else ""


def lines(elements: Iterable[Block | Line | Table]) -> list[Signatory]:
    """From the last lines of a text: “For the Government of …”, names and roles below or beside."""
    out: list[Signatory] = []
    side = ""
    pending: Signatory | None = None
    for element in elements:
        if isinstance(element, Table):
            out += _table(element)
            continue
        text = " ".join(element.text.split())
        who = FOR.match(text)
        if who and len(re.findall(r"\b(?:For the|På vegne af)\b", text)) <= 1:
            side, pending = _side(who["who"]), None
        elif who:
            side = ""
        elif side and SIDE_GOES_ON.match(text) and not out:
            side = _side(f"{side} {text}")
        else:
            both = _with_role(text)
            if both:
                out.append({"name": both.name, "role": both.role, "side": side})
                pending = None
            elif pending is not None and IS_ROLE.search(text) and len(text.split()) <= 14:
                pending["role"], pending = text, None
            elif side and person(text):
                pending = {"name": person(text), "role": "", "side": side}
                out.append(pending)
    return out


def beside(text_lines: Sequence[Line], columns: int = 2) -> list[Signatory]:
    """From lines with two columns: sides, then names, then roles, left and right."""
    rows = [line.segments or SECOND_SIDE.split(line.text) for line in text_lines]
    table = Table([list(row) for row in rows if len(row) == columns], 0)
    return _table(table) if table.rows else []


def _table(table: Table) -> list[Signatory]:
    """One column a side: “For …”, then names and roles below."""
    out: list[Signatory] = []
    for column in range(len(table.rows[0]) if table.rows else 0):
        cells = [
            line.strip()
            for row in table.rows
            if column < len(row)
            for line in row[column].split("\n")
            if line.strip()
        ]
        head = FOR.match(cells[0]) if cells else None
        if not head:
            continue
        side = _side(head["who"])
        name: Signatory | None = None
        for cell in cells[1:]:
            if SIDE_GOES_ON.match(cell) and name is None:
                side = _side(f"{side} {cell}")
            elif both := _with_role(cell):
                out.append({"name": both.name, "role": both.role, "side": side})
            elif IS_ROLE.search(cell) and name is not None:
                name["role"] = f"{name['role']} {cell}".strip()
            elif person(cell) and name is None:
                name = {"name": person(cell), "role": "", "side": side}
                out.append(name)
    return out


def _side(who: str) -> str:
    """“Government of the Kingdom of Denmark, April 2021” is Kingdom of Denmark."""
    who = DATE_TAIL.sub("", who).strip(" :,_")
    state = (
        re.search(r"((?:Kingdom|Republic|State|Commonwealth)\s+of\s+.+)$", who)
        or re.search(r"\b(?:of|for)\s+(?:the\s+)?([A-Z][\w’\s-]+)$", who)
        or re.search(r"(?:regeringen\s+i\s+|kongeriget\s+|republikken\s+)(\w+)$", who, re.I)
    )
    return state[1] if state else who


def signed_on(texts: Iterable[str]) -> str | None:
    """The date in “Done at … on …”, “Signed in … on …”, or behind “For the Government of …”."""
    for text in texts:
        if re.match(r"(?:done|signed|udfærdiget|underskrevet|undertegnet)\b", text, re.I) or re.search(
            r"\bFor the Government\b", text
        ):
            date = date_of(text)
            if date:
                return date
    return None
