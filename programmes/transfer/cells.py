"""What a cell of a file is, on its way in and out. Knows no Django: the child process that reads files uses it.

A cell is None, a text, a number, True or False. What a spreadsheet holds as a date comes as a text that begins with
DATE, which no text of a person's can (NUL is refused everywhere).
"""

import csv
import io
import re
from collections.abc import Sequence
from typing import Any

Cell = str | int | float | bool | None
# Its number in the file, and its cells; what comes as JSON has a list for the pair.
FileRow = tuple[int, list[Cell]]
Values = dict[str, Any]  # plain values by the name of their column
RowKey = tuple[Any, ...]  # what a row is known by: the plain values of its key columns

DATE = "\x00date:"
# A cell that its row does not have at all (JSON), unlike one that is blank: the column is left as it is.
MISSING_CELL = "\x00absent"
# A cell that holds something which could not be read; behind the mark stands why: one of the codes below, and after
# COVERED the range of the merged cells, after ERROR the text, if it is one.
UNREAD = "\x00unread:"
FORMULA, ERROR, COVERED, SHIFTED, INVISIBLE = "formula", "error:", "covered:", "shifted", "invisible"
LISTED = "listed"  # a list (JSON) where one value stands
# What spreadsheets show where they cannot calculate, or have no room: saved as CSV, it is all that is left. Excel's
# words begin with # and end, in nearly all languages, with ! or ? (#WERT!, #¿NOMBRE?, #ДЕЛ/0!). Listed are those that
# do not, and those that are told in small letters, too.
_ERROR_WORDS = frozenset(
    {"#N/A", "#N/D", "#N/B", "#N/DISP", "#NV", "#I/T", "#Н/Д", "#PUUTTUU", "#HIÁNYZIK", "#YOK", "#GETTING_DATA",
     "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!",
     "#REFERENCE!", "#VÆRDI!", "#DIVISION/0!", "#NAVN?", "#NUL!", "#OVERLØB!", "#BEREGN!", "#FELT!"}
)  # fmt: skip
_CAPITALS = re.compile(r"#[¡¿]?[^\W\d_]{3,}(?:/0)?[!?]|#{2,}")
# LibreOffice's, in the languages around us.
_NUMBERED_ERROR = re.compile(
    r"(?:err|fehler|fejl|feil|fel|erreur|errore|erro|fout|virhe) ?:[ ]?[0-9]{3}", re.I
)
# As many characters as Excel keeps in a cell, counted in UTF-16, and how many we write into one.
EXCEL_CELL, WRITTEN_CELL = 32_767, 32_000

# What makes a spreadsheet take a text for a formula, at the start of a cell or, in CSV, after anything that a program
# set to another separator would take for the start of one. OWASP, "CSV Injection".
_LIVE = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_ESCAPABLE = re.compile(rf"""(?:\A|(?<=[,;|"\t\r\n]))(?='*[{_LIVE}])|\A(?='*[\t\r\n])""")
_ESCAPED = re.compile(rf"""(?:\A|(?<=[,;|"\t\r\n]))'(?='*[{_LIVE}])|\A'(?='*[\t\r\n])""")
_NEEDS_QUOTES = re.compile(r'["\n\r]|^\s|\s;|;\s\s|\s$')
_MAY_BE_LIVE = re.compile(rf"[{_LIVE}\t\r\n]")
_NEEDS_CSV = re.compile(r'["\n\r]')
_STARTS_LIVE = re.compile(rf"[{_LIVE}\t\r\n]")


def disarm(text: str) -> str:
    """A text that no spreadsheet runs when it opens it as CSV; `rearm` gives the very same text back."""
    return _ESCAPABLE.sub("'", text) if _MAY_BE_LIVE.search(text) else text


def rearm(text: str) -> str:
    """What `disarm` was given."""
    return _ESCAPED.sub("", text) if "'" in text else text


def starts_live(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula once somebody edits its cell."""
    return bool(_STARTS_LIVE.match(text))


def is_unread(cell: Any) -> bool:
    return type(cell) is str and cell.startswith(UNREAD)


def is_error_word(text: str) -> bool:
    """Whether a text is what a spreadsheet shows in place of a value that it could not calculate, or show."""
    text = text.strip()
    if not text.startswith("#"):
        return bool(_NUMBERED_ERROR.fullmatch(text))
    is_shaped = text == text.upper() and _CAPITALS.fullmatch(text)
    return bool(is_shaped) or text.upper() in _ERROR_WORDS


def excel_length(text: str) -> int:
    """How many characters Excel counts in a text."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


def in_cells(text: str) -> list[str]:
    """A text in pieces, of which each finds room in a cell of Excel's."""
    if excel_length(text) <= EXCEL_CELL:
        return [text]
    pieces, start, count = [], 0, 0
    for place, character in enumerate(text):
        size = 2 if character > "\uffff" else 1
        if count + size > WRITTEN_CELL:
            pieces.append(text[start:place])
            start, count = place, 0
        count += size
    return [*pieces, text[start:]]


def column_letters(index: int) -> str:
    """A for 0, Z for 25, AA for 26."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, index: int) -> str:
    """A cell as a spreadsheet names it: B7."""
    return f"{column_letters(index)}{row}"


def join(items: Sequence[str]) -> str:
    """Several texts in one cell: `water; energy`. Those that hold a semicolon are quoted."""
    if not items:
        return ""
    plain = "; ".join(items)
    if plain.count(";") == len(items) - 1 and not _NEEDS_QUOTES.search(plain) and "" not in items:
        return plain
    line = io.StringIO()
    csv.writer(line, delimiter=";", lineterminator="").writerow(items)
    return line.getvalue()


def split(text: str) -> list[str]:
    """The texts in one cell, at semicolons or line ends."""
    if not _NEEDS_CSV.search(text):
        return [item for part in text.split(";") if (item := part.strip())]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";", skipinitialspace=True)
    return [item.strip() for row in rows for item in row if item.strip()]
