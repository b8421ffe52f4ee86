"""A small XLSX writer that streams: rows go out as they come, however many there are.

Texts stand as inline strings, so nothing in them is ever a formula; those that would become one when somebody edits
the cell carry Excel's own quote prefix. Office Open XML: ECMA-376, part 1, sections 18.3 (sheets) and 18.8 (styles).
"""

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from programmes.transfer.cells import column_letters, starts_live

HEADER, TEXT, QUOTED, DATE, NUMBER, WRAPPED, TITLE = 1, 2, 3, 4, 5, 6, 7
BATCH = 500
_ODD = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
_EPOCH = dt.date(1899, 12, 30)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
STYLES = f"""{_HEAD}<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>\
</numFmts><fonts count="3"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/>\
<color rgb="FFFFFFFF"/><name val="Calibri"/></font><font><b/><sz val="14"/><name val="Calibri"/></font></fonts>\
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>\
<fill><patternFill patternType="solid"><fgColor rgb="FF1F3A5F"/></patternFill></fill></fills>\
<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="8"><xf/>\
<xf fontId="1" fillId="2" applyFont="1" applyFill="1" applyAlignment="1">\
<alignment vertical="center" wrapText="1"/></xf>\
<xf numFmtId="49" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf>\
<xf numFmtId="49" quotePrefix="1" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf>\
<xf numFmtId="164" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top"/></xf>\
<xf applyAlignment="1"><alignment vertical="top"/></xf>\
<xf numFmtId="49" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>\
<xf fontId="2" applyFont="1"/></cellXfs></styleSheet>"""


@dataclass
class Table:
    """A sheet to be written. `kinds` are `text`, `date` or `number` for each column; `rows` lists of plain texts.

    `lists` holds, for a column's index, the name of its drop-down; `allowed` the texts by that name; `kept`, in the
    hidden table of all drop-downs, the texts of each column.
    """

    name: str
    headers: list[str]
    kinds: list[str]
    widths: list[int]
    rows: Iterable[Sequence[Any]]
    lists: dict[int, str] = field(default_factory=dict)
    allowed: dict[str, list[str]] = field(default_factory=dict)
    kept: list[list[str]] = field(default_factory=list)
    is_hidden: bool = False
    is_prose: bool = False


class _Sink:
    """Where the zip is written: what is there is taken away as it comes."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""

    def close(self) -> None:
        """There is nothing to close."""

    def take(self) -> bytes:
        data = b"".join(self.parts)
        self.parts.clear()
        return data


def workbook(tables: list[Table]) -> Iterator[bytes]:
    """Yield the bytes of an XLSX file with these tables."""
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in _frame(tables):
            archive.writestr(_entry(name), content)
        yield sink.take()
        for number, table in enumerate(tables, 1):
            with archive.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w") as part:
                for piece in _sheet(table, tables, number):
                    part.write(piece.encode())
                    if sink.parts:
                        yield sink.take()
    yield sink.take()


def _entry(name: str) -> zipfile.ZipInfo:
    """A member of the zip that says nothing of when it was made."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _frame(tables: list[Table]) -> Iterator[tuple[str, str]]:
    """The parts that hold the sheets together."""
    numbers = range(1, len(tables) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}worksheet+xml"/>'
        for n in numbers
    )
    yield (
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}styles+xml"/>{overrides}</Types>',
    )
    yield (
        "_rels/.rels",
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    )
    sheets = "".join(
        f'<sheet name="{escape(table.name)}" sheetId="{n}"{_state(table)} r:id="rId{n}"/>'
        for n, table in zip(numbers, tables, strict=True)
    )
    yield (
        "xl/workbook.xml",
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{sheets}</sheets></workbook>',
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    yield (
        "xl/_rels/workbook.xml.rels",
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{relations}<Relationship '
        f'Id="rId{len(tables) + 1}" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>',
    )
    yield "xl/styles.xml", STYLES


def _state(table: Table) -> str:
    return ' state="hidden"' if table.is_hidden else ""


def _sheet(table: Table, tables: list[Table], number: int) -> Iterator[str]:
    pane = (
        "" if table.is_prose else '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
    )
    selected = ' tabSelected="1"' if number == 1 else ""
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(table.widths, 1)
    )
    yield (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView{selected} workbookViewId="0">{pane}</sheetView>'
        f"</sheetViews><cols>{columns}</cols><sheetData>"
    )
    letters = [column_letters(n) for n in range(len(table.widths))]
    count = 0
    if table.headers:
        count = 1
        headings = "".join(_text(letters[n], 1, header, HEADER) for n, header in enumerate(table.headers))
        yield f'<row r="1" ht="32" customHeight="1">{headings}</row>'
    makers = [_MAKERS[kind] for kind in table.kinds]
    batch: list[str] = []
    for row in table.rows:
        count += 1
        cells = [
            make(letter, count, value)
            for make, letter, value in zip(makers, letters, row, strict=False)
            if value != ""
        ]
        batch.append(f'<row r="{count}">{"".join(cells)}</row>')
        if len(batch) == BATCH:
            yield "".join(batch)
            batch.clear()
    yield "".join(batch) + "</sheetData>" + _after(table, tables, letters, count) + "</worksheet>"


def _after(table: Table, tables: list[Table], letters: list[str], count: int) -> str:
    """Filter arrows and drop-downs; these have room for rows that are added below."""
    if table.is_prose or table.is_hidden or not table.headers:
        return ""
    extent = f"A1:{letters[len(table.headers) - 1]}{max(count, 1)}"
    parts = [f'<autoFilter ref="{extent}"/>']
    if table.lists:
        lists = tables[-1]
        rules = []
        for index, name in table.lists.items():
            place = lists.headers.index(name)
            length = len(lists.kept[place])
            source = f"{lists.name}!${column_letters(place)}$2:${column_letters(place)}${length + 1}"
            rules.append(
                f'<dataValidation type="list" allowBlank="1" showErrorMessage="1" errorStyle="warning" '
                f'sqref="{letters[index]}2:{letters[index]}20001"><formula1>{source}</formula1></dataValidation>'
            )
        parts.append(f'<dataValidations count="{len(rules)}">{"".join(rules)}</dataValidations>')
    return "".join(parts)


# --- cells


def escape(text: str) -> str:
    """A text as XML, characters that XML has no place for in Excel's own writing (`_x000D_`)."""
    if _ODD.search(text):
        text = _ODD.sub(_spelled, text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _spelled(match: re.Match[str]) -> str:
    character = match[0]
    return f"_x{ord(character):04X}_" if len(character) == 1 else f"_x005F{character}"


def _text(letter: str, row: int, value: str, style: int | None = None) -> str:
    if style is None:
        style = QUOTED if starts_live(value) else WRAPPED if len(value) > 60 else TEXT
    return f'<c r="{letter}{row}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def _date(letter: str, row: int, value: str) -> str:
    return f'<c r="{letter}{row}" s="{DATE}"><v>{_serial(value)}</v></c>'


def _number(letter: str, row: int, value: int) -> str:
    return f'<c r="{letter}{row}" s="{NUMBER}"><v>{value}</v></c>'


_MAKERS: dict[str, Callable[[str, int, Any], str]] = {"text": _text, "date": _date, "number": _number}


@lru_cache(maxsize=10_000)
def _serial(iso: str) -> int:
    return (dt.date.fromisoformat(iso) - _EPOCH).days
