"""What calamine does not say of a workbook: formulas without a result, errors, merged cells, and what is hidden.

Looked for by pattern and not by parser: a sheet may have millions of tags, and hardly any of those asked for here.
Office Open XML: ECMA-376, part 1, sections 18.3.1.4 (cell), 18.3.1.40 (formula), 18.3.1.55 (merged), 18.3.1.73 (row).
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from defusedxml.ElementTree import fromstring

from programmes.intake.refusal import Refused, gettext_noop
from programmes.transfer.cells import ERROR, FORMULA, UNREAD

WORKBOOK = "xl/workbook.xml"
MAX_MERGED = 20_000
# How far a formula that fills a range is followed.
MAX_FILLED_ROWS, MAX_FILLED_COLUMNS = 20_000, 200
_ROOT = re.compile(rb"<(\w+:)?worksheet[\s>]")
_PLACE = re.compile(rb"""\br=["']\$?([A-Z]{1,3})\$?([0-9]{1,7})["']""")
_ROW_NUMBER = re.compile(rb"""\br=["']([0-9]{1,7})["']""")
_IS_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_HEIGHT = re.compile(rb"""\b(?:ht|defaultRowHeight)\s*=\s*["']([^"']*)["']""")
_WIDTH = re.compile(rb"""\b(?:width|defaultColWidth)\s*=\s*["']([^"']*)["']""")
# Nobody can read what stands in a row lower than this (points), or in a column narrower (characters).
SEEN_HEIGHT, SEEN_WIDTH = 2.0, 0.5
_BOUNDS = re.compile(rb"""\b(min|max)=["']([0-9]{1,7})["']""")
_RANGE = re.compile(rb"""\bref=["']\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?["']""")
_IS_TEXT = re.compile(rb"""\bt=["']str["']""")
_IS_ERROR = re.compile(rb"""\bt=["']e["']""")
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_YES = {"1", "true", "on"}

Range = tuple[int, int, int, int]  # first row and column, last row and column: rows from 1, columns from 0


@dataclass
class SheetFacts:
    """`unread` holds {row: {column: the cell's mark}}; rows count from 1 and columns from 0."""

    unread: dict[int, dict[int, str]] = field(default_factory=dict)
    merged: list[Range] = field(default_factory=list)
    hidden_rows: list[tuple[int, int]] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)

    def mark(self, row: int, column: int, why: str) -> None:
        if column < MAX_FILLED_COLUMNS:
            self.unread.setdefault(row, {})[column] = UNREAD + why

    def notes(self) -> dict[str, Any]:
        """All but the marks, which go into the cells."""
        return {
            "merged": self.merged,
            "hidden_rows": self.hidden_rows,
            "hidden_columns": self.hidden_columns,
        }


class WorkbookXml:
    """The parts of an XLSX file that say what is asked here."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._workbook = self._main_part()
        root = fromstring(archive.read(self._workbook), forbid_dtd=True)
        elements = {}
        self._relations: dict[str, str] = {}
        for element in root.iter():
            name = _local(element.tag)
            if name == "sheet":
                relation = next((v for k, v in element.items() if _local(k) == "id" and k != "id"), "")
                self._relations[element.get("name", "")] = relation
            else:
                elements[name] = element.attrib
        self.is_1904 = elements.get("workbookPr", {}).get("date1904", "") in _YES
        self._wants_calculating = elements.get("calcPr", {}).get("fullCalcOnLoad", "") in _YES
        self._targets = self._read_targets()

    def _main_part(self) -> str:
        for relation in fromstring(self._archive.read("_rels/.rels"), forbid_dtd=True):
            if relation.get("Type", "").endswith("/officeDocument"):
                return _path("", relation.get("Target", ""))
        return WORKBOOK

    def _read_targets(self) -> dict[str, str]:
        folder, name = posixpath.split(self._workbook)
        relations = fromstring(self._archive.read(f"{folder}/_rels/{name}.rels"), forbid_dtd=True)
        return {relation.get("Id", ""): _path(folder, relation.get("Target", "")) for relation in relations}

    def sheet(self, name: str) -> SheetFacts:
        """What is to be said of a sheet. Raises Refused."""
        part = self._targets.get(self._relations.get(name, ""), "")
        if part not in self._archive.namelist():
            return SheetFacts()
        return facts_of(self._archive.read(part), wants_calculating=self._wants_calculating)


def facts_of(xml: bytes, *, wants_calculating: bool = False) -> SheetFacts:
    """What is to be said of a sheet by its XML. Raises Refused."""
    if xml.startswith((b"\xff\xfe", b"\xfe\xff")):
        xml = xml.decode("utf-16").encode()
    if b"<!--" in xml:
        xml = _COMMENT.sub(b"", xml)
    root = _ROOT.search(xml)
    prefix = (root[1] or b"") if root else b""
    return _Scan(xml, prefix, wants_calculating=wants_calculating).facts()


def _path(folder: str, target: str) -> str:
    """A part of the archive, as a relation of one in this folder names it."""
    return posixpath.normpath(posixpath.join("/", folder, target))[1:]


def _local(name: str) -> str:
    return name.rpartition("}")[2]


class _Scan:
    """One sheet's XML, looked through."""

    def __init__(self, xml: bytes, prefix: bytes, *, wants_calculating: bool) -> None:
        self._xml, self._prefix, self._wants_calculating = xml, prefix, wants_calculating
        self._cell = self._tag(b"c")
        self._row = self._tag(b"row")
        self._value = re.compile(rb"<%sv(?:\s[^>]*)?(?:/>|>([^<]*)</)" % prefix)

    def _tag(self, name: bytes) -> re.Pattern[bytes]:
        return re.compile(rb"<%s%s(?=[\s/>])([^>]*)>" % (self._prefix, name))

    def facts(self) -> SheetFacts:
        facts, xml = SheetFacts(), self._xml
        if b'"e"' in xml or b"'e'" in xml:
            for cell in self._cell.finditer(xml):
                if _IS_ERROR.search(cell[1]):
                    facts.mark(*self._place(cell), ERROR)
        for formula in self._tag(b"f").finditer(xml):
            for row, column in self._without_result(formula):
                facts.mark(row, column, FORMULA)
        facts.merged = self._merged()
        facts.hidden_rows = self._hidden_rows()
        facts.hidden_columns = self._hidden_columns()
        return facts

    def _without_result(self, formula: re.Match[bytes]) -> Iterator[tuple[int, int]]:
        """The cells that a formula fills and for which the file holds no result.

        A result that is an empty text is one. Programs that cannot calculate leave the result out, or write 0 and ask
        Excel to calculate when it opens the file.
        """
        cell = self._cell_around(formula.start())
        if cell is None:
            return
        end = self._xml.find(b"</%sc>" % self._prefix, formula.end())
        value = self._value.search(self._xml, formula.end(), end)
        result = (value[1] or b"").strip() if value else b""
        is_guess = self._wants_calculating and result == b"0"
        is_empty_text = value is not None and _IS_TEXT.search(cell[1])
        if (result and not is_guess) or (not result and is_empty_text) or _IS_ERROR.search(cell[1]):
            return
        yield self._place(cell)
        filled = _RANGE.search(formula[1]) if b"array" in formula[1] else None
        if filled:
            first_row, first_column, last_row, last_column = _bounds(filled)
            for row in range(first_row, min(last_row, first_row + MAX_FILLED_ROWS) + 1):
                for column in range(first_column, min(last_column, first_column + MAX_FILLED_COLUMNS) + 1):
                    yield row, column

    def _cell_around(self, place: int) -> re.Match[bytes] | None:
        start = place
        while (start := self._xml.rfind(b"<%sc" % self._prefix, 0, start)) >= 0:
            cell = self._cell.match(self._xml, start)
            if cell:
                return cell
        return None

    def _place(self, cell: re.Match[bytes]) -> tuple[int, int]:
        """Row and column of a cell; those that do not say it follow the one before."""
        named = _PLACE.search(cell[1])
        if named:
            return int(named[2]), _index(named[1])
        row, row_at = 0, 0
        for tag in self._row.finditer(self._xml, 0, cell.start()):
            number = _ROW_NUMBER.search(tag[1])
            row, row_at = (int(number[1]) if number else row + 1), tag.end()
        column = -1
        for before in self._cell.finditer(self._xml, row_at, cell.end()):
            said = _PLACE.search(before[1])
            column = _index(said[1]) if said else column + 1
        return row, column

    def _merged(self) -> list[Range]:
        merged = [
            _bounds(found)
            for tag in self._tag(b"mergeCell").finditer(self._xml)
            if (found := _RANGE.search(tag[1]))
        ]
        if len(merged) > MAX_MERGED:
            raise Refused(
                gettext_noop("A sheet has more than %(limit)s merged cells. Unmerge them."), limit=MAX_MERGED
            )
        return merged

    def _hidden_rows(self) -> list[tuple[int, int]]:
        """(first, last) of rows that nobody sees and that follow each other."""
        spans: list[tuple[int, int]] = []
        are_seen = _size(_HEIGHT, self._sheet_format(), SEEN_HEIGHT) >= SEEN_HEIGHT
        number = 0
        for tag in self._row.finditer(self._xml):
            said = _ROW_NUMBER.search(tag[1])
            number = int(said[1]) if said else number + 1
            height = _size(_HEIGHT, tag[1], SEEN_HEIGHT if are_seen else 0)
            if _IS_HIDDEN.search(tag[1]) or height < SEEN_HEIGHT:
                follows = spans and spans[-1][1] == number - 1
                first = spans.pop()[0] if follows else number
                spans.append((first, number))
        return spans

    def _hidden_columns(self) -> list[tuple[int, int]]:
        """(first, last) of columns that nobody sees."""
        spans, listed = [], []
        usual = _size(_WIDTH, self._sheet_format(), SEEN_WIDTH)
        for tag in self._tag(b"col").finditer(self._xml):
            bounds = {name: int(number) - 1 for name, number in _BOUNDS.findall(tag[1])}
            if len(bounds) == 2:
                listed.append((bounds[b"min"], bounds[b"max"]))
                if _IS_HIDDEN.search(tag[1]) or _size(_WIDTH, tag[1], usual) < SEEN_WIDTH:
                    spans.append(listed[-1])
        if usual < SEEN_WIDTH:
            spans += _between(listed)
        return spans

    def _sheet_format(self) -> bytes:
        """What the sheet says of rows and columns that say nothing themselves."""
        tag = self._tag(b"sheetFormatPr").search(self._xml)
        return tag[1] if tag else b""


def _size(pattern: re.Pattern[bytes], attributes: bytes, usual: float) -> float:
    """The height or width that a tag says, or the usual one."""
    said = pattern.search(attributes)
    try:
        return float(said[1]) if said else usual
    except ValueError:
        return usual


def _between(listed: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The columns that stand in none of the spans."""
    gaps, start = [], 0
    for first, last in sorted(listed):
        if first > start:
            gaps.append((start, first - 1))
        start = max(start, last + 1)
    return [*gaps, (start, MAX_FILLED_COLUMNS)]


def _bounds(found: re.Match[bytes]) -> Range:
    first_column, first_row, last_column, last_row = found.groups()
    return (
        int(first_row),
        _index(first_column),
        int(last_row or first_row),
        _index(last_column or first_column),
    )


def _index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1
